package dev.storystreamer.lambda;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.amazonaws.services.lambda.runtime.CustomPojoSerializer;
import com.amazonaws.services.lambda.runtime.events.APIGatewayCustomAuthorizerEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2WebSocketEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2WebSocketResponse;
import com.amazonaws.services.lambda.runtime.events.IamPolicyResponseV1;
import com.amazonaws.services.lambda.runtime.serialization.PojoSerializer;
import com.amazonaws.services.lambda.runtime.serialization.factories.JacksonFactory;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares the serializer with the one that Lambda's runtime uses by default. */
class GsonSerializerTest {

    private static final String MESSAGE = """
            {"requestContext":{"routeKey":"$default","messageId":"M=","eventType":"MESSAGE","extendedRequestId":"E=",
            "requestTime":"22/Nov/2026:10:00:00 +0000","messageDirection":"IN","stage":"prod","connectedAt":1763805600000,
            "requestTimeEpoch":1763805600001,"identity":{"userAgent":"wscat","sourceIp":"1.2.3.4"},"requestId":"R=",
            "domainName":"abc.execute-api.eu-west-1.amazonaws.com","connectionId":"C=","apiId":"abc","unheardOf":[1],
            "authorizer":{"principalId":"someone","integrationLatency":12,"level":3,"share":0.5,"admin":true}},
            "body":"{\\"storyType\\":\\"caf\\u00e9 \\ud83d\\udc31\\"}","isBase64Encoded":true,"unheardOf":{"a":null}}
            """;
    private static final String CONNECT = """
            {"headers":{"Host":"h","Sec-WebSocket-Protocol":"a, b"},"multiValueHeaders":{"Host":["h","i"]},
            "queryStringParameters":{"token":"t"},"multiValueQueryStringParameters":{"token":["t"]},
            "stageVariables":null,"body":null,
            "requestContext":{"routeKey":"$connect","eventType":"CONNECT","connectedAt":1},"isBase64Encoded":false}
            """;

    private final CustomPojoSerializer serializer =
            ServiceLoader.load(CustomPojoSerializer.class).findFirst().orElseThrow();

    private static <T> PojoSerializer<T> lambdas(Class<T> type) {
        return JacksonFactory.getInstance().getSerializer(type);
    }

    private static ByteArrayInputStream bytes(String json) {
        return new ByteArrayInputStream(json.getBytes(UTF_8));
    }

    private String written(Object value) {
        var out = new ByteArrayOutputStream();
        serializer.toJson(value, out, value.getClass());
        return out.toString(UTF_8);
    }

    private static <T> String writtenByLambda(Class<T> type, T value) {
        var out = new ByteArrayOutputStream();
        lambdas(type).toJson(value, out);
        return out.toString(UTF_8);
    }

    @ParameterizedTest
    @ValueSource(strings = {MESSAGE, CONNECT, "{}", "{\"body\":\"\"}"})
    void readsAnEventAsLambdasSerializerDoes(String json) {
        APIGatewayV2WebSocketEvent expected =
                lambdas(APIGatewayV2WebSocketEvent.class).fromJson(bytes(json));

        APIGatewayV2WebSocketEvent fromBytes = serializer.fromJson(bytes(json), APIGatewayV2WebSocketEvent.class);
        APIGatewayV2WebSocketEvent fromText = serializer.fromJson(json, APIGatewayV2WebSocketEvent.class);

        assertThat(fromBytes)
                .usingRecursiveComparison()
                .ignoringFieldsMatchingRegexes(".*authorizer")
                .isEqualTo(expected);
        assertThat(fromText).isEqualTo(fromBytes);
        if (expected.getRequestContext() != null && expected.getRequestContext().getAuthorizer() != null) {
            assertThat(fromBytes.getRequestContext().getAuthorizer().toString())
                    .isEqualTo(expected.getRequestContext().getAuthorizer().toString());
        }
    }

    @Test
    void readsAnAuthorizerEventAsLambdasSerializerDoes() {
        String json = "{\"type\":\"REQUEST\",\"methodArn\":\"arn:x\",\"headers\":{\"Authorization\":\"Bearer t\"},"
                + "\"queryStringParameters\":{},\"requestContext\":{\"stage\":\"prod\",\"connectionId\":\"C=\"}}";

        APIGatewayCustomAuthorizerEvent event = serializer.fromJson(bytes(json), APIGatewayCustomAuthorizerEvent.class);

        assertThat(event)
                .usingRecursiveComparison()
                .isEqualTo(lambdas(APIGatewayCustomAuthorizerEvent.class).fromJson(bytes(json)));
    }

    @Test
    void writesAResponseAsLambdasSerializerDoes() {
        APIGatewayV2WebSocketResponse response = new APIGatewayV2WebSocketResponse();
        response.setStatusCode(200);
        response.setBody("it's <\"café\"> & 🐱");
        response.setHeaders(Map.of("Sec-WebSocket-Protocol", "a"));

        assertThat(JsonParser.parseString(written(response)))
                .isEqualTo(JsonParser.parseString(writtenByLambda(APIGatewayV2WebSocketResponse.class, response)));
        assertThat(written(response)).contains("it's <").doesNotContain("null");
    }

    @Test
    void writesAPolicyAsLambdasSerializerDoes() {
        IamPolicyResponseV1 response = IamPolicyResponseV1.builder()
                .withPrincipalId("someone")
                .withPolicyDocument(IamPolicyResponseV1.PolicyDocument.builder()
                        .withVersion(IamPolicyResponseV1.VERSION_2012_10_17)
                        .withStatement(List.of(IamPolicyResponseV1.allowStatement("arn:x")))
                        .build())
                .withContext(Map.of("level", 3))
                .build();

        assertThat(JsonParser.parseString(written(response)))
                .isEqualTo(JsonParser.parseString(writtenByLambda(IamPolicyResponseV1.class, response)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "{'body':1}", "[]", "{} {}"})
    void rejectsInputThatIsNotAnEvent(String json) {
        assertThatExceptionOfType(JsonParseException.class)
                .isThrownBy(() -> serializer.fromJson(bytes(json), APIGatewayV2WebSocketEvent.class));
    }
}
