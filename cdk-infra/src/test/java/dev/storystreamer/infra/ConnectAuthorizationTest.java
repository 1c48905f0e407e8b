package dev.storystreamer.infra;

import static dev.storystreamer.infra.SynthesizedStack.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import org.junit.jupiter.api.Test;

class ConnectAuthorizationTest {
    private static final SynthesizedStack JWT = SynthesizedStack.with(
            "auth=jwt",
            "jwtIssuer=https://issuer.example",
            "jwtAudience=stories",
            "allowedOrigins=https://a.example,https://b.example");

    @Test
    void requiresASignatureForConnectWithIam() {
        SynthesizedStack iam = SynthesizedStack.with("auth=iam");

        assertThat(connect(iam).get("AuthorizationType").getAsString()).isEqualTo("AWS_IAM");
        iam.template().resourceCountIs("AWS::ApiGatewayV2::Authorizer", 0);
        iam.template().resourceCountIs("AWS::Lambda::Function", 1);
    }

    @Test
    void callsTheAuthorizerForConnectWithJwt() {
        assertThat(connect(JWT).get("AuthorizationType").getAsString()).isEqualTo("CUSTOM");
        assertThat(text(connect(JWT).get("AuthorizerId"))).matches("<ApiAuthorizer\\w+>");
        JsonObject authorizer = JWT.resource("AWS::ApiGatewayV2::Authorizer");
        assertThat(authorizer.get("AuthorizerType").getAsString()).isEqualTo("REQUEST");
        assertThat(text(authorizer.get("AuthorizerUri"))).contains("functions/<AuthorizerLive");
        assertThat(authorizer.has("AuthorizerResultTtlInSeconds")).isFalse();
    }

    @Test
    void configuresTheAuthorizerWithIssuerAudienceAndOrigins() {
        JsonObject variables =
                authorizerFunction().getAsJsonObject("Environment").getAsJsonObject("Variables");

        assertThat(variables.entrySet())
                .extracting(entry -> entry.getKey() + "=" + entry.getValue().getAsString())
                .containsExactlyInAnyOrder(
                        "STORY_JWT_ISSUER=https://issuer.example",
                        "STORY_JWT_AUDIENCE=stories",
                        "STORY_JWT_JWKS_URL=https://issuer.example/.well-known/jwks.json",
                        "STORY_ALLOWED_ORIGINS=https://a.example,https://b.example");
    }

    @Test
    void givesTheAuthorizerARoleThatCanOnlyWriteLogs() {
        String role = text(authorizerFunction().get("Role"));

        assertThat(JWT.resources("AWS::IAM::Policy"))
                .filteredOn(policy -> role.startsWith(
                        text(policy.getAsJsonArray("Roles").get(0)).replace(">", "")))
                .singleElement()
                .satisfies(policy -> assertThat(
                                policy.getAsJsonObject("PolicyDocument").getAsJsonArray("Statement"))
                        .singleElement()
                        .asString()
                        .contains("logs:PutLogEvents"));
    }

    @Test
    void allowsTheApiToInvokeTheAuthorizerAsAuthorizerOnly() {
        assertThat(JWT.resources("AWS::Lambda::Permission"))
                .filteredOn(permission -> text(permission.get("FunctionName")).startsWith("<AuthorizerLive"))
                .singleElement()
                .satisfies(permission -> assertThat(text(permission.get("SourceArn")))
                        .matches("arn:.*:execute-api:.*:<Api\\w+>/authorizers/<ApiAuthorizer\\w+>"));
    }

    private static JsonObject authorizerFunction() {
        return JWT.resources("AWS::Lambda::Function").stream()
                .filter(function -> function.get("Handler")
                        .getAsString()
                        .equals("dev.storystreamer.lambda.access.ConnectAuthorizer::handleRequest"))
                .findFirst()
                .orElseThrow();
    }

    private static JsonObject connect(SynthesizedStack stack) {
        return stack.resources("AWS::ApiGatewayV2::Route").stream()
                .filter(route -> route.get("RouteKey").getAsString().equals("$connect"))
                .findFirst()
                .orElseThrow();
    }
}
