package dev.storystreamer.lambda.access;

import static dev.storystreamer.lambda.access.TestTokens.AUDIENCE;
import static dev.storystreamer.lambda.access.TestTokens.EC;
import static dev.storystreamer.lambda.access.TestTokens.RSA;
import static dev.storystreamer.lambda.access.TestTokens.claims;
import static dev.storystreamer.lambda.access.TestTokens.signed;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Handshakes of clients with and without a valid token. */
class ConnectAuthorizerTest {

    private final TestAuthorizer authorizer = new TestAuthorizer(Map.of());

    @AfterEach
    void close() {
        authorizer.close();
    }

    @Test
    void allowsAnRsaToken() throws Exception {
        authorizer.assertAllowed(authorizer.connect(signed(RSA, claims())));
    }

    @Test
    void allowsAnEllipticCurveToken() throws Exception {
        JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.ES256)
                .keyID("ec-1")
                .type(new JOSEObjectType("at+jwt"))
                .build();

        authorizer.assertAllowed(authorizer.connect(signed(header, new ECDSASigner(EC), claims().build())));
    }

    @Test
    void readsTheTokenFromTheSubprotocolHeaderInAnyCase() throws Exception {
        String token = signed(RSA, claims());
        authorizer.expectNotLogged(token);

        authorizer.assertAllowed(
                authorizer.connect(Map.of("sec-websocket-protocol", "story.v1, bearer." + token), Map.of()));
        authorizer.assertAllowed(
                authorizer.connect(Map.of("Sec-WebSocket-Protocol", "bearer." + token + ",story.v1"), Map.of()));
    }

    @Test
    void allowsCognitosAccessTokensWhichHaveAClientIdInsteadOfAnAudience() throws Exception {
        authorizer.assertAllowed(
                authorizer.connect(signed(RSA, claims().audience((String) null).claim("client_id", AUDIENCE))));
        authorizer.assertRefused(
                authorizer.connect(signed(RSA, claims().audience((String) null).claim("client_id", "another"))),
                "wrong_claims");
        authorizer.assertRefused(
                authorizer.connect(signed(RSA, claims().audience("another").claim("client_id", AUDIENCE))),
                "wrong_claims");
    }

    @Test
    void allowsAClockSkewOfHalfAMinute() throws Exception {
        Instant now = Instant.now();

        authorizer.assertAllowed(
                authorizer.connect(signed(RSA, claims().expirationTime(Date.from(now.minusSeconds(30))))));
        authorizer.assertAllowed(
                authorizer.connect(signed(RSA, claims().notBeforeTime(Date.from(now.plusSeconds(30))))));
    }

    @Test
    void refusesAClientWithoutAToken() throws Exception {
        authorizer.assertRefused(authorizer.connect(Map.of(), Map.of()), "no_token");
        authorizer.assertRefused(
                authorizer.connect(Map.of("Sec-WebSocket-Protocol", "story.v1"), Map.of("token", "")), "no_token");
        assertThat(authorizer.issuer().fetches()).isZero();
    }

    @Test
    void allowsConfiguredOriginsAndClientsWithoutAnOrigin() throws Exception {
        Map<String, String> settings =
                Map.of("STORY_ALLOWED_ORIGINS", "https://app.example.com, http://localhost:5173");
        try (TestAuthorizer restricted = new TestAuthorizer(settings)) {
            String token = signed(RSA, claims());
            restricted.expectNotLogged(token);

            restricted.assertAllowed(
                    restricted.connect(Map.of("origin", "https://app.example.com"), Map.of("token", token)));
            restricted.assertAllowed(
                    restricted.connect(Map.of("Origin", "http://localhost:5173"), Map.of("token", token)));
            restricted.assertAllowed(restricted.connect(Map.of(), Map.of("token", token)));
            for (String other : List.of(
                    "https://app.example.com.evil.example",
                    "https://evil.example",
                    "http://app.example.com",
                    "null",
                    "")) {
                restricted.assertRefused(
                        restricted.connect(Map.of("Origin", other), Map.of("token", token)), "origin_not_allowed");
            }
        }
    }
}
