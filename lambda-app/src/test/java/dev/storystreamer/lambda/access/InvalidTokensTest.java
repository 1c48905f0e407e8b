package dev.storystreamer.lambda.access;

import static dev.storystreamer.lambda.access.TestTokens.OTHER_RSA;
import static dev.storystreamer.lambda.access.TestTokens.RSA;
import static dev.storystreamer.lambda.access.TestTokens.claims;
import static dev.storystreamer.lambda.access.TestTokens.signed;
import static dev.storystreamer.lambda.access.TestTokens.signedPayload;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.Base64;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.PlainJWT;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens that must be refused. */
class InvalidTokensTest {

    private final TestAuthorizer authorizer = new TestAuthorizer(Map.of());

    @AfterEach
    void close() {
        authorizer.close();
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
    void refusesAStringThatIsNotAToken(String garbage) throws Exception {
        authorizer.expectNotLogged(garbage);

        assertThat(TestAuthorizer.effect(authorizer.connect(Map.of(), Map.of("token", garbage))))
                .isEqualTo("Deny");
        assertThat(authorizer.lastLine().get("reason").getAsString())
                .isIn("not_a_token", "not_signed_by_issuer", "wrong_claims");
    }

    @Test
    void refusesATokenSignedWithAnotherKeyUnderTheIssuersKeyId() throws Exception {
        RSAKey forged = new RSAKey.Builder(OTHER_RSA).keyID("rsa-1").build();

        authorizer.assertRefused(authorizer.connect(signed(forged, claims())), "not_signed_by_issuer");
    }

    @Test
    void refusesATokenWhosePayloadWasChanged() throws Exception {
        String[] parts = signed(RSA, claims()).split("\\.", -1);
        String[] others = signed(RSA, claims().subject("eve")).split("\\.", -1);

        authorizer.assertRefused(
                authorizer.connect(parts[0] + "." + others[1] + "." + parts[2]), "not_signed_by_issuer");
    }

    @Test
    void refusesAnExpiredToken() throws Exception {
        Date twoMinutesAgo = Date.from(Instant.now().minusSeconds(120));

        authorizer.assertRefused(authorizer.connect(signed(RSA, claims().expirationTime(twoMinutesAgo))), "expired");
    }

    @Test
    void refusesATokenThatNeverExpires() throws Exception {
        authorizer.assertRefused(authorizer.connect(signed(RSA, claims().expirationTime(null))), "wrong_claims");
    }

    @Test
    void refusesATokenThatIsNotValidYet() throws Exception {
        Date soon = Date.from(Instant.now().plusSeconds(120));

        authorizer.assertRefused(authorizer.connect(signed(RSA, claims().notBeforeTime(soon))), "wrong_claims");
    }

    @Test
    void refusesAnotherIssuersTokenAndOneForAnotherAudience() throws Exception {
        authorizer.assertRefused(
                authorizer.connect(signed(RSA, claims().issuer("https://login.example.com"))), "wrong_claims");
        authorizer.assertRefused(authorizer.connect(signed(RSA, claims().audience("another"))), "wrong_claims");
    }

    @Test
    void refusesATokenWithoutASubjectAndOneWhoseSubjectIsTooLong() throws Exception {
        authorizer.assertRefused(authorizer.connect(signed(RSA, claims().subject(null))), "wrong_claims");
        authorizer.assertRefused(authorizer.connect(signed(RSA, claims().subject(" "))), "wrong_claims");
        authorizer.assertRefused(authorizer.connect(signed(RSA, claims().subject("a".repeat(257)))), "wrong_claims");
    }

    @Test
    void refusesATokenWithoutASignature() throws Exception {
        authorizer.assertRefused(
                authorizer.connect(new PlainJWT(claims().build()).serialize()), "not_signed_by_issuer");
    }

    @Test
    void refusesThePublicKeyAsAnHmacSecret() throws Exception {
        byte[] der = RSA.toRSAPublicKey().getEncoded();
        String pem = "-----BEGIN PUBLIC KEY-----\n" + Base64.encode(der) + "\n-----END PUBLIC KEY-----\n";
        JWSHeader header =
                new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("rsa-1").build();

        for (byte[] secret : List.of(
                der,
                pem.getBytes(StandardCharsets.UTF_8),
                RSA.toPublicJWK().toJSONString().getBytes(StandardCharsets.UTF_8))) {
            authorizer.assertRefused(
                    authorizer.connect(signed(header, new MACSigner(secret), claims().build())),
                    "not_signed_by_issuer");
        }
    }

    @Test
    void refusesATokenThatContainsItsOwnKey() throws Exception {
        JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.RS256)
                .keyID("rsa-1")
                .jwk(OTHER_RSA.toPublicJWK())
                .build();

        authorizer.assertRefused(
                authorizer.connect(signed(header, new RSASSASigner(OTHER_RSA), claims().build())),
                "not_signed_by_issuer");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "[]",
                "1",
                "\"\"",
                "{}",
                "{\"alg\":null}",
                "{\"alg\":{}}",
                "{\"alg\":\"RS256\",\"kid\":{}}",
                "{\"alg\":\"RS256\",\"crit\":null,\"jwk\":{}}",
                "{\"alg\":\"RS256\",\"b64\":false,\"crit\":[\"b64\"]}",
                "{\"alg\":\"none\"}",
                "{\"alg\":\"dir\",\"enc\":\"A128GCM\"}"
            })
    void refusesATokenWithAnUnusableHeader(String header) throws Exception {
        String encoded = Base64URL.encode(header).toString();

        for (String rest : List.of(".e30.AAAA", ".e30.", ".bnVsbA.AAAA", ".e30.AAAA.AAAA.AAAA")) {
            assertThat(TestAuthorizer.effect(authorizer.connect(encoded + rest)))
                    .isEqualTo("Deny");
            assertThat(authorizer.lastLine().get("reason").getAsString())
                    .isIn("not_a_token", "not_signed_by_issuer", "wrong_claims");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"exp\":null,\"sub\":\"ada\"",
                "\"exp\":%d,\"sub\":null",
                "\"exp\":%d",
                "\"sub\":\"ada\"",
                "\"exp\":%d,\"sub\":\"ada\",\"aud\":null",
                "\"exp\":%d,\"sub\":\"ada\",\"iss\":null",
                "\"exp\":%d,\"sub\":\"ada\",\"aud\":[null]"
            })
    void refusesASignedTokenWithAMissingOrNullClaim(String claims) throws Exception {
        String issuer = claims.contains("iss") ? "" : ",\"iss\":\"" + TestTokens.ISSUER + "\"";
        String audience = claims.contains("aud") ? "" : ",\"aud\":\"" + TestTokens.AUDIENCE + "\"";
        long inAnHour = Instant.now().plusSeconds(3600).getEpochSecond();
        String payload = "{" + claims.replace("%d", Long.toString(inAnHour)) + issuer + audience + "}";

        authorizer.assertRefused(authorizer.connect(signedPayload(payload)), "wrong_claims");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "[]",
                "{}",
                "secret-garbage",
                "{\"exp\":\"soon\",\"sub\":\"ada\"}",
                "{\"exp\":1e999,\"sub\":\"ada\"}",
                "{\"exp\":4102444800,\"sub\":{}}",
                "{\"exp\":4102444800,\"sub\":\"ada\",\"aud\":{}}"
            })
    void refusesASignedTokenWithAnUnusablePayload(String payload) throws Exception {
        assertThat(TestAuthorizer.effect(authorizer.connect(signedPayload(payload))))
                .isEqualTo("Deny");
        assertThat(authorizer.lastLine().get("reason").getAsString()).isIn("not_a_token", "wrong_claims");
    }

    @Test
    void refusesAConnectionAfterAnUnexpectedException() throws Exception {
        Map<String, String> headers = new HashMap<>();
        headers.put("Origin", null);

        authorizer.assertRefused(authorizer.connect(headers, Map.of("token", "secret-token")), "unexpected_failure");
        authorizer.expectNotLogged("secret-token");
        assertThat(authorizer.lastLine().get("level").getAsString()).isEqualTo("ERROR");
        assertThat(authorizer.lastLine().get("error").getAsString()).isEqualTo("java.lang.NullPointerException");
        assertThat(authorizer.lastLine().get("stack").getAsString()).contains("Handshake");
    }
}
