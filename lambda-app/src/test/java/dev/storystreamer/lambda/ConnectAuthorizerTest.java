package dev.storystreamer.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.APIGatewayCustomAuthorizerEvent;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.util.Base64;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import dev.storystreamer.awslocal.lambda.Invocation;
import dev.storystreamer.awslocal.lambda.LambdaFunction;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The authorizer as API Gateway calls it: events and answers through Lambda's serializer, keys over HTTP. */
class ConnectAuthorizerTest {

    private static final String ISSUER = "https://login.example.com/";
    private static final String AUDIENCE = "story-readers";
    private static final String ARN = "arn:aws:execute-api:us-east-1:123456789012:abcdef123/prod/$connect";

    private static RSAKey rsa;
    private static RSAKey otherRsa;
    private static ECKey ec;

    private final KeyServer issuer = new KeyServer(rsa, ec);
    private final List<String> log = new ArrayList<>();
    private final List<String> shown = new ArrayList<>();
    private LambdaFunction authorizer = authorizer(Map.of());

    @BeforeAll
    static void makeKeys() throws JOSEException {
        rsa = new RSAKeyGenerator(2048).keyID("rsa-1").generate();
        otherRsa = new RSAKeyGenerator(2048).keyID("rsa-2").generate();
        ec = new ECKeyGenerator(Curve.P_256).keyID("ec-1").generate();
    }

    @AfterEach
    void nothingOfAnyTokenIsLogged() {
        issuer.close();
        String logged = String.join("\n", log);
        for (String token : shown) {
            for (String part : token.split("\\.", -1)) {
                assertThat(part.length() > 4 && logged.contains(part)).as(part).isFalse();
            }
        }
        assertThat(logged).doesNotContain(ISSUER).doesNotContain(AUDIENCE);
    }

    private LambdaFunction authorizer(Map<String, String> settings) {
        Map<String, String> environment = new HashMap<>();
        environment.put("STORY_JWT_ISSUER", ISSUER);
        environment.put("STORY_JWT_AUDIENCE", AUDIENCE);
        environment.put("STORY_JWT_JWKS_URL", issuer.url());
        environment.putAll(settings);
        return LambdaFunction.of(new ConnectAuthorizer(environment), APIGatewayCustomAuthorizerEvent.class, log::add);
    }

    private static JWTClaimsSet.Builder claims() {
        Instant now = Instant.now();
        return new JWTClaimsSet.Builder()
                .issuer(ISSUER)
                .audience(AUDIENCE)
                .subject("ada")
                .claim("email", "ada@example.com")
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plus(Duration.ofHours(1))));
    }

    private static String signed(JWSHeader header, JWSSigner signer, JWTClaimsSet claims) throws JOSEException {
        SignedJWT token = new SignedJWT(header, claims);
        token.sign(signer);
        return token.serialize();
    }

    private static String signed(RSAKey key, JWTClaimsSet.Builder claims) throws JOSEException {
        JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.RS256)
                .keyID(key.getKeyID())
                .type(JOSEObjectType.JWT)
                .build();
        return signed(header, new RSASSASigner(key), claims.build());
    }

    private JsonObject connect(Map<String, String> headers, Map<String, String> query) throws Exception {
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
        byte[] answer = authorizer.invoke(event.toString().getBytes(StandardCharsets.UTF_8), invocation);
        return JsonParser.parseString(new String(answer, StandardCharsets.UTF_8))
                .getAsJsonObject();
    }

    private static JsonObject object(Map<String, String> values) {
        JsonObject object = new JsonObject();
        values.forEach(object::addProperty);
        return object;
    }

    private JsonObject show(String token) throws Exception {
        shown.add(token);
        return connect(Map.of("Host", "abcdef123.execute-api.us-east-1.amazonaws.com"), Map.of("token", token));
    }

    /** A policy for exactly what was asked. */
    private static String effect(JsonObject answer) {
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

    private void assertAllowed(JsonObject answer) {
        assertThat(effect(answer)).isEqualTo("Allow");
        assertThat(answer.get("principalId").getAsString()).isEqualTo("ada");
        assertThat(answer.getAsJsonObject("context").get("principal").getAsString())
                .isEqualTo("ada");
        assertThat(lastLine().get("message").getAsString()).isEqualTo("connection allowed");
        assertThat(lastLine().get("principal").getAsString()).isEqualTo("ada");
        assertThat(lastLine().get("requestId").getAsString()).isEqualTo("TXzPWFkkjoEF92g=");
    }

    private void assertRefused(JsonObject answer, String reason) {
        assertThat(effect(answer)).isEqualTo("Deny");
        assertThat(answer.get("principalId").getAsString()).isEqualTo("nobody");
        assertThat(lastLine().get("message").getAsString()).isEqualTo("connection refused");
        assertThat(lastLine().get("reason").getAsString()).isEqualTo(reason);
        assertThat(lastLine().has("principal")).isFalse();
    }

    private JsonObject lastLine() {
        return JsonParser.parseString(log.get(log.size() - 1)).getAsJsonObject();
    }

    @Test
    void letsInWhoShowsAnRsaToken() throws Exception {
        assertAllowed(show(signed(rsa, claims())));
    }

    @Test
    void letsInWhoShowsAnEllipticCurveToken() throws Exception {
        JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.ES256)
                .keyID("ec-1")
                .type(new JOSEObjectType("at+jwt"))
                .build();

        assertAllowed(show(signed(header, new ECDSASigner(ec), claims().build())));
    }

    @Test
    void takesTheTokenFromTheSubProtocolWhateverTheHeadersSpelling() throws Exception {
        String token = signed(rsa, claims());
        shown.add(token);

        assertAllowed(connect(Map.of("sec-websocket-protocol", "story.v1, bearer." + token), Map.of()));
        assertAllowed(connect(Map.of("Sec-WebSocket-Protocol", "bearer." + token + ",story.v1"), Map.of()));
    }

    @Test
    void acceptsCognitosAccessTokensWhichNameAClientInsteadOfAnAudience() throws Exception {
        assertAllowed(show(signed(rsa, claims().audience((String) null).claim("client_id", AUDIENCE))));
        assertRefused(
                show(signed(rsa, claims().audience((String) null).claim("client_id", "another"))), "wrong_claims");
        assertRefused(show(signed(rsa, claims().audience("another").claim("client_id", AUDIENCE))), "wrong_claims");
    }

    @Test
    void bearsClocksThatDifferByHalfAMinute() throws Exception {
        Instant now = Instant.now();

        assertAllowed(show(signed(rsa, claims().expirationTime(Date.from(now.minusSeconds(30))))));
        assertAllowed(show(signed(rsa, claims().notBeforeTime(Date.from(now.plusSeconds(30))))));
    }

    @Test
    void refusesWhoShowsNothing() throws Exception {
        assertRefused(connect(Map.of(), Map.of()), "no_token");
        assertRefused(connect(Map.of("Sec-WebSocket-Protocol", "story.v1"), Map.of("token", "")), "no_token");
        assertThat(issuer.fetches()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "secret-garbage",
                "secret.garbage.here",
                "..",
                "eyJhbGciOiJSUzI1NiJ9..",
                "eyJhbGciOiJSUzI1NiJ9.secret-garbage.AAAA",
                "{\"secret\":1}"
            })
    void refusesGarbage(String garbage) throws Exception {
        shown.add(garbage);

        assertThat(effect(connect(Map.of(), Map.of("token", garbage)))).isEqualTo("Deny");
        assertThat(lastLine().get("reason").getAsString()).isIn("not_a_token", "not_signed_by_issuer", "wrong_claims");
    }

    @Test
    void refusesATokenSignedBySomebodyElseInTheIssuersName() throws Exception {
        RSAKey forged = new RSAKey.Builder(otherRsa).keyID("rsa-1").build();

        assertRefused(show(signed(forged, claims())), "not_signed_by_issuer");
    }

    @Test
    void refusesATokenWhosePayloadWasChanged() throws Exception {
        String[] parts = signed(rsa, claims()).split("\\.", -1);
        String[] others = signed(rsa, claims().subject("eve")).split("\\.", -1);

        assertRefused(show(parts[0] + "." + others[1] + "." + parts[2]), "not_signed_by_issuer");
    }

    @Test
    void refusesAnExpiredToken() throws Exception {
        Date twoMinutesAgo = Date.from(Instant.now().minusSeconds(120));

        assertRefused(show(signed(rsa, claims().expirationTime(twoMinutesAgo))), "expired");
    }

    @Test
    void refusesATokenThatNeverExpires() throws Exception {
        assertRefused(show(signed(rsa, claims().expirationTime(null))), "wrong_claims");
    }

    @Test
    void refusesATokenThatIsNotValidYet() throws Exception {
        Date soon = Date.from(Instant.now().plusSeconds(120));

        assertRefused(show(signed(rsa, claims().notBeforeTime(soon))), "wrong_claims");
    }

    @Test
    void refusesAnotherIssuersTokenAndOneForAnotherAudience() throws Exception {
        assertRefused(show(signed(rsa, claims().issuer("https://login.example.com"))), "wrong_claims");
        assertRefused(show(signed(rsa, claims().audience("another"))), "wrong_claims");
    }

    @Test
    void refusesATokenOfNobodyAndOneWhoseNameIsTooLong() throws Exception {
        assertRefused(show(signed(rsa, claims().subject(null))), "wrong_claims");
        assertRefused(show(signed(rsa, claims().subject(" "))), "wrong_claims");
        assertRefused(show(signed(rsa, claims().subject("a".repeat(257)))), "wrong_claims");
    }

    @Test
    void refusesATokenWithoutASignature() throws Exception {
        assertRefused(show(new PlainJWT(claims().build()).serialize()), "not_signed_by_issuer");
    }

    @Test
    void refusesThePublicKeyAsASecret() throws Exception {
        byte[] der = rsa.toRSAPublicKey().getEncoded();
        String pem = "-----BEGIN PUBLIC KEY-----\n" + Base64.encode(der) + "\n-----END PUBLIC KEY-----\n";
        JWSHeader header =
                new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("rsa-1").build();

        for (byte[] secret : List.of(
                der,
                pem.getBytes(StandardCharsets.UTF_8),
                rsa.toPublicJWK().toJSONString().getBytes(StandardCharsets.UTF_8))) {
            assertRefused(show(signed(header, new MACSigner(secret), claims().build())), "not_signed_by_issuer");
        }
    }

    @Test
    void refusesATokenThatBringsItsOwnKey() throws Exception {
        JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.RS256)
                .keyID("rsa-1")
                .jwk(otherRsa.toPublicJWK())
                .build();

        assertRefused(show(signed(header, new RSASSASigner(otherRsa), claims().build())), "not_signed_by_issuer");
    }

    @Test
    void fetchesTheKeysOnceForManyTokens() throws Exception {
        for (int i = 0; i < 5; i++) {
            assertAllowed(show(signed(rsa, claims())));
        }

        assertThat(issuer.fetches()).isEqualTo(1);
    }

    @Test
    void learnsOfANewKeyAtOnce() throws Exception {
        assertAllowed(show(signed(rsa, claims())));

        issuer.publish(otherRsa);

        assertAllowed(show(signed(otherRsa, claims())));
        assertRefused(show(signed(new RSAKey.Builder(rsa).keyID("rsa-2").build(), claims())), "not_signed_by_issuer");
        assertThat(issuer.fetches()).isEqualTo(2);
    }

    @Test
    void fetchesNoMoreForManyMadeUpKeys() throws Exception {
        assertAllowed(show(signed(rsa, claims())));

        for (int i = 0; i < 20; i++) {
            RSAKey unknown = new RSAKey.Builder(otherRsa).keyID("made-up-" + i).build();
            assertThat(effect(show(signed(unknown, claims())))).isEqualTo("Deny");
        }

        assertThat(issuer.fetches()).isLessThanOrEqualTo(4); // a busy machine may take ten seconds for twenty
        assertAllowed(show(signed(rsa, claims())));
    }

    @Test
    void goesOnWithTheKeysItHasWhileTheIssuerIsDown() throws Exception {
        assertAllowed(show(signed(rsa, claims())));

        issuer.close();

        assertAllowed(show(signed(rsa, claims())));
        assertThat(effect(show(signed(otherRsa, claims())))).isEqualTo("Deny"); // and no error
        assertAllowed(show(signed(rsa, claims())));
    }

    @Test
    void refusesInsteadOfFailingWhileThereAreNoKeys() throws Exception {
        issuer.answer(503);

        for (int i = 0; i < 5; i++) {
            assertRefused(show(signed(rsa, claims())), "keys_unavailable");
            assertThat(lastLine().get("level").getAsString()).isEqualTo("WARN");
        }

        assertThat(issuer.fetches()).isLessThanOrEqualTo(8); // each fetch with one retry
    }

    @Test
    void letsInThePagesThatAreAllowedAndWhoIsNoPage() throws Exception {
        authorizer = authorizer(Map.of("STORY_ALLOWED_ORIGINS", "https://app.example.com, http://localhost:5173"));
        String token = signed(rsa, claims());
        shown.add(token);

        assertAllowed(connect(Map.of("origin", "https://app.example.com"), Map.of("token", token)));
        assertAllowed(connect(Map.of("Origin", "http://localhost:5173"), Map.of("token", token)));
        assertAllowed(connect(Map.of(), Map.of("token", token)));
        for (String other : List.of(
                "https://app.example.com.evil.example", "https://evil.example", "http://app.example.com", "null", "")) {
            assertRefused(connect(Map.of("Origin", other), Map.of("token", token)), "origin_not_allowed");
        }
    }
}
