package dev.storystreamer.awslocal.apigateway;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.apache.velocity.VelocityContext;
import org.apache.velocity.app.VelocityEngine;

/**
 * A request template of an AWS integration: Velocity with the parts of API Gateway's {@code $context}, {@code $input} and
 * {@code $util} that a template for text needs. Thread-safe.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html">Variables
 *     for mapping templates</a>
 */
final class RequestTemplate {

    private static final VelocityEngine ENGINE = new VelocityEngine();

    private final String text;

    RequestTemplate(String text) {
        this.text = text;
    }

    /**
     * Renders the template for a message.
     *
     * @param event the proxy event of the message, with {@code requestContext} and {@code body}
     */
    byte[] render(byte[] event) {
        JsonObject proxied = JsonParser.parseString(new String(event, StandardCharsets.UTF_8))
                .getAsJsonObject();
        var variables = new VelocityContext();
        variables.put("context", context(proxied.getAsJsonObject("requestContext")));
        variables.put("input", new Input(proxied.get("body").getAsString()));
        variables.put("util", new Util());
        var rendered = new StringWriter();
        ENGINE.evaluate(variables, rendered, "request template", text);
        return rendered.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** Numbers are kept as text, because Gson would convert them to doubles. */
    private static Map<String, Object> context(JsonObject json) {
        Map<String, Object> context = new HashMap<>();
        json.entrySet().forEach(entry -> {
            if (entry.getValue().isJsonObject()) {
                context.put(entry.getKey(), context(entry.getValue().getAsJsonObject()));
            } else {
                context.put(entry.getKey(), entry.getValue().getAsString());
            }
        });
        return context;
    }

    /** {@code $input}; public for Velocity's reflection. */
    public static final class Input {
        private final String body;

        Input(String body) {
            this.body = body;
        }

        /** {@return the message as the client sent it} */
        public String getBody() {
            return body;
        }
    }

    /** {@code $util}; public for Velocity's reflection. */
    public static final class Util {

        Util() {}

        /**
         * Escapes as Apache Commons Lang 2 and API Gateway do: quotes of both kinds, backslashes, slashes, control
         * characters, and all characters beyond ASCII as UTF-16 code units.
         *
         * @param text any text
         * @return ASCII
         */
        public String escapeJavaScript(String text) {
            var escaped = new StringBuilder(text.length() + 16);
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                switch (c) {
                    case '\'', '"', '\\', '/' -> escaped.append('\\').append(c);
                    case '\b' -> escaped.append("\\b");
                    case '\f' -> escaped.append("\\f");
                    case '\n' -> escaped.append("\\n");
                    case '\r' -> escaped.append("\\r");
                    case '\t' -> escaped.append("\\t");
                    default -> append(escaped, c);
                }
            }
            return escaped.toString();
        }

        private static void append(StringBuilder escaped, char c) {
            if (c < ' ' || c > '~') {
                escaped.append(String.format("\\u%04X", (int) c));
            } else {
                escaped.append(c);
            }
        }
    }
}
