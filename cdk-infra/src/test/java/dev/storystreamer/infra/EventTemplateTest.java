package dev.storystreamer.infra;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import java.io.StringReader;
import java.io.StringWriter;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.velocity.VelocityContext;
import org.apache.velocity.app.VelocityEngine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Renders the template with Apache Velocity and with copies of API Gateway's variables. */
class EventTemplateTest {
    private static final VelocityEngine ENGINE = new VelocityEngine();

    @Test
    void rendersTheEventOfAProxyIntegration() {
        JsonObject event = eventOf("{\"storyType\":\"CATS\"}");

        assertThat(event.keySet()).containsExactlyInAnyOrder("requestContext", "body", "isBase64Encoded");
        assertThat(event.get("isBase64Encoded").getAsBoolean()).isFalse();
        JsonObject context = event.getAsJsonObject("requestContext");
        assertThat(context.get("routeKey").getAsString()).isEqualTo("$default");
        assertThat(context.get("eventType").getAsString()).isEqualTo("MESSAGE");
        assertThat(context.get("messageId").getAsString()).isEqualTo("Ti89OAAt3vcAAAQ=");
        assertThat(context.get("extendedRequestId").getAsString()).isEqualTo("Ti89OF32joEFbiA=");
        assertThat(context.get("requestId").getAsString()).isEqualTo("Ti89OF32joEFbiA=");
        assertThat(context.get("requestTime").getAsString()).isEqualTo("15/Jan/2019:13:09:27 +0000");
        assertThat(context.get("requestTimeEpoch").getAsLong()).isEqualTo(1_547_557_767_850L);
        assertThat(context.get("connectedAt").getAsLong()).isEqualTo(1_547_557_733_712L);
        assertThat(context.get("connectionId").getAsString()).isEqualTo("Ti835f_GEowCETQ=");
        assertThat(context.get("domainName").getAsString()).isEqualTo("abc.execute-api.eu-west-1.amazonaws.com");
        assertThat(context.get("stage").getAsString()).isEqualTo("prod");
        assertThat(context.get("apiId").getAsString()).isEqualTo("abc");
        assertThat(context.getAsJsonObject("identity").get("sourceIp").getAsString())
                .isEqualTo("203.0.113.85");
        assertThat(context.has("authorizer")).isFalse();
    }

    @Test
    void containsThePrincipalOfTheAuthorizer() {
        Map<String, Object> context = message();
        context.put("authorizer", Map.of("principalId", "o'neil \"$util\" \\"));

        assertThat(event("{}", context)
                        .getAsJsonObject("requestContext")
                        .getAsJsonObject("authorizer")
                        .get("principalId")
                        .getAsString())
                .isEqualTo("o'neil \"$util\" \\");
    }

    @ParameterizedTest
    @MethodSource
    void keepsTheMessageUnchangedAndEvaluatesNoneOfIt(String hostile) {
        assertThat(eventOf(hostile).get("body").getAsString()).isEqualTo(hostile);
    }

    static Stream<String> keepsTheMessageUnchangedAndEvaluatesNoneOfIt() {
        return Stream.of(
                "",
                " ",
                "\"",
                "'",
                "\\",
                "\\'",
                "\\\\'",
                "\\\"",
                "''\\'\\\\'\"\\",
                "it's",
                "$",
                "$body",
                "$!body",
                "${body}",
                "$context.connectionId",
                "$util.escapeJavaScript('x')",
                "$input.body.getClass().forName('java.lang.Runtime')",
                "#set($x = 1)$x",
                "#if(true)yes#end",
                "## a comment",
                "#* a block *#",
                "#[[raw]]#",
                "#parse(\"x\")#include(\"x\")#stop",
                "\",\"isBase64Encoded\":true,\"x\":\"",
                "</script>",
                "a/b",
                "&<>=",
                "\r\n\t\b\f",
                everyControlCharacter(),
                "\u007f\u0080\u009f\u00a0\u00ad",
                "\u2028\u2029\ufeff\ufffe",
                "\ud83d\ude00 \ud83d\udc68\u200d\ud83d\udc69\u200d\ud83d\udc67",
                "grüße, 日本語, עברית",
                "{\"storyType\":\"O'Hara's \\\"cats\\\" \\\\ $5 #1\"}");
    }

    @Test
    void acceptsTheLongestMessageOfApiGateway() {
        String longest = "'".repeat(128 * 1024);

        assertThat(eventOf(longest).get("body").getAsString()).isEqualTo(longest);
    }

    @Test
    void staysBelowTheLimitOfAnAsynchronousInvocation() {
        String worst = "\u0001".repeat(128 * 1024);

        assertThat(rendered(worst, message()).length()).isLessThan(1_000_000);
    }

    @Test
    void acceptsRandomSequencesOfSpecialCharacters() {
        String alphabet = "'\"\\$#{}()!/ \n\u0000\u2028\u00e9ab";
        Random random = new Random(6);
        for (int round = 0; round < 2_000; round++) {
            StringBuilder message = new StringBuilder();
            for (int length = random.nextInt(12); length >= 0; length--) {
                message.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            assertThat(eventOf(message.toString()).get("body").getAsString()).isEqualTo(message.toString());
        }
    }

    private static JsonObject eventOf(String body) {
        return event(body, message());
    }

    private static JsonObject event(String body, Map<String, Object> context) {
        JsonReader strict = new JsonReader(new StringReader(rendered(body, context)));
        strict.setStrictness(Strictness.STRICT);
        return JsonParser.parseReader(strict).getAsJsonObject();
    }

    private static String rendered(String body, Map<String, Object> context) {
        VelocityContext variables = new VelocityContext();
        variables.put("input", new Input(body));
        variables.put("util", new Util());
        variables.put("context", context);
        StringWriter out = new StringWriter();
        ENGINE.evaluate(variables, out, "event-template.vtl", EventTemplate.text());
        return out.toString();
    }

    /** The variables of a recorded message of a WebSocket API. */
    private static Map<String, Object> message() {
        Map<String, Object> context = new HashMap<>();
        context.put("routeKey", "$default");
        context.put("eventType", "MESSAGE");
        context.put("messageId", "Ti89OAAt3vcAAAQ=");
        context.put("extendedRequestId", "Ti89OF32joEFbiA=");
        context.put("requestId", "Ti89OF32joEFbiA=");
        context.put("requestTime", "15/Jan/2019:13:09:27 +0000");
        context.put("requestTimeEpoch", 1_547_557_767_850L);
        context.put("connectedAt", 1_547_557_733_712L);
        context.put("connectionId", "Ti835f_GEowCETQ=");
        context.put("domainName", "abc.execute-api.eu-west-1.amazonaws.com");
        context.put("stage", "prod");
        context.put("apiId", "abc");
        context.put("identity", Map.of("sourceIp", "203.0.113.85"));
        return context;
    }

    private static String everyControlCharacter() {
        StringBuilder all = new StringBuilder();
        for (char c = 0; c < ' '; c++) {
            all.append(c);
        }
        return all.toString();
    }

    /** API Gateway's {@code $input}. */
    public record Input(String body) {
        /** Called for {@code $input.body}. */
        public String getBody() {
            return body;
        }
    }

    /** The part of API Gateway's {@code $util} that the template uses. */
    public static final class Util {
        /** Escapes like Apache Commons Lang, as API Gateway's documentation describes. */
        @SuppressWarnings("deprecation") // the replacement is in another library
        public String escapeJavaScript(String text) {
            return org.apache.commons.lang3.StringEscapeUtils.escapeEcmaScript(text);
        }
    }
}
