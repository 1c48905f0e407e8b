package dev.storystreamer.lambda.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.APIGatewayCustomAuthorizerEvent;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.storystreamer.awslocal.lambda.Invocation;
import dev.storystreamer.awslocal.lambda.LambdaFunction;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * The authorizer as API Gateway calls it: events and responses pass through Lambda's serializer, and the keys come from an
 * HTTP server. {@link #close} checks that no part of a token was logged.
 */
final class TestAuthorizer implements AutoCloseable {

    private static final String ARN = "arn:aws:execute-api:us-east-1:123456789012:abcdef123/prod/$connect";

    private final JwksServer issuer = new JwksServer(TestTokens.RSA, TestTokens.EC);
    private final List<String> log = new ArrayList<>();
    private final List<String> tokens = new ArrayList<>();
    private final LambdaFunction function;

    /** Creates an authorizer with further settings. */
    TestAuthorizer(Map<String, String> settings) {
        Map<String, String> environment = new HashMap<>();
        environment.put("STORY_JWT_ISSUER", TestTokens.ISSUER);
        environment.put("STORY_JWT_AUDIENCE", TestTokens.AUDIENCE);
        environment.put("STORY_JWT_JWKS_URL", issuer.url());
        environment.putAll(settings);
        function =
                LambdaFunction.of(new ConnectAuthorizer(environment), APIGatewayCustomAuthorizerEvent.class, log::add);
    }

    JwksServer issuer() {
        return issuer;
    }

    void expectNotLogged(String token) {
        tokens.add(token);
    }

    /** Invokes the authorizer as API Gateway does. */
    JsonObject connect(Map<String, String> headers, Map<String, String> query) throws Exception {
        JsonObject event = JsonParser.parseString("{\"type\":\"REQUEST\",\"requestContext\":{\"routeKey\":\"$connect\","
                        + "\"eventType\":\"CONNECT\",\"requestId\":\"TXzPWFkkjoEF92g=\",\"stage\":\"prod\","
                        + "\"connectedAt\":1674162806344,\"identity\":{\"sourceIp\":\"198.51.100.15\"},"
                        + "\"connectionId\":\"TXzPWdnOjoECGjA=\",\"apiId\":\"abcdef123\"}}")
                .getAsJsonObject();
        event.addProperty("methodArn", ARN);
        event.add("headers", object(headers));
        if (!query.isEmpty()) {
            event.add("queryStringParameters", object(query));
        }
        Invocation invocation = new Invocation(
                UUID.randomUUID().toString(), "authorizer", Instant.now().plusSeconds(10));
        byte[] answer = function.invoke(event.toString().getBytes(StandardCharsets.UTF_8), invocation);
        return JsonParser.parseString(new String(answer, StandardCharsets.UTF_8))
                .getAsJsonObject();
    }

    private static JsonObject object(Map<String, String> values) {
        JsonObject object = new JsonObject();
        values.forEach(object::addProperty);
        return object;
    }

    /** Connects with a token as query parameter. */
    JsonObject connect(String token) throws Exception {
        expectNotLogged(token);
        return connect(Map.of("Host", "abcdef123.execute-api.us-east-1.amazonaws.com"), Map.of("token", token));
    }

    /** Checks that the policy is for the requested method only, and returns its effect. */
    static String effect(JsonObject answer) {
        JsonObject policy = answer.getAsJsonObject("policyDocument");
        assertThat(policy.get("Version").getAsString()).isEqualTo("2012-10-17");
        JsonArray statements = policy.getAsJsonArray("Statement");
        assertThat(statements).hasSize(1);
        JsonObject statement = statements.get(0).getAsJsonObject();
        assertThat(statement.get("Action").getAsString()).isEqualTo("execute-api:Invoke");
        JsonArray resources = statement.getAsJsonArray("Resource");
        assertThat(resources).hasSize(1);
        assertThat(resources.get(0).getAsString()).isEqualTo(ARN);
        return statement.get("Effect").getAsString();
    }

    void assertAllowed(JsonObject answer) {
        assertThat(effect(answer)).isEqualTo("Allow");
        assertThat(answer.get("principalId").getAsString()).isEqualTo("ada");
        assertThat(answer.getAsJsonObject("context").get("principal").getAsString())
                .isEqualTo("ada");
        assertThat(lastLine().get("message").getAsString()).isEqualTo("connection allowed");
        assertThat(lastLine().get("principal").getAsString()).isEqualTo("ada");
        assertThat(lastLine().get("requestId").getAsString()).isEqualTo("TXzPWFkkjoEF92g=");
    }

    void assertRefused(JsonObject answer, String reason) {
        assertThat(effect(answer)).isEqualTo("Deny");
        assertThat(answer.get("principalId").getAsString()).isEqualTo("nobody");
        assertThat(lastLine().get("message").getAsString()).isEqualTo("connection refused");
        assertThat(lastLine().get("reason").getAsString()).isEqualTo(reason);
        assertThat(lastLine().has("principal")).isFalse();
    }

    JsonObject lastLine() {
        return JsonParser.parseString(log.get(log.size() - 1)).getAsJsonObject();
    }

    @Override
    public void close() {
        issuer.close();
        String logged = String.join("\n", log);
        for (String token : tokens) {
            for (String part : token.split("\\.", -1)) {
                assertThat(part.length() > 4 && logged.contains(part)).as(part).isFalse();
            }
        }
        assertThat(logged).doesNotContain(TestTokens.ISSUER).doesNotContain(TestTokens.AUDIENCE);
    }
}
