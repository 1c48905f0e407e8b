package dev.storystreamer.lambda.access;

import static dev.storystreamer.lambda.access.TestTokens.OTHER_RSA;
import static dev.storystreamer.lambda.access.TestTokens.RSA;
import static dev.storystreamer.lambda.access.TestTokens.claims;
import static dev.storystreamer.lambda.access.TestTokens.signed;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.RSAKey;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How the issuer's keys are fetched and cached. */
class IssuerKeysTest {

    private final TestAuthorizer authorizer = new TestAuthorizer(Map.of());

    @AfterEach
    void close() {
        authorizer.close();
    }

    @Test
    void fetchesTheKeysOnce() throws Exception {
        for (int i = 0; i < 5; i++) {
            authorizer.assertAllowed(authorizer.connect(signed(RSA, claims())));
        }

        assertThat(authorizer.issuer().fetches()).isEqualTo(1);
    }

    @Test
    void fetchesANewKeyAtOnce() throws Exception {
        authorizer.assertAllowed(authorizer.connect(signed(RSA, claims())));

        authorizer.issuer().publish(OTHER_RSA);

        authorizer.assertAllowed(authorizer.connect(signed(OTHER_RSA, claims())));
        authorizer.assertRefused(
                authorizer.connect(signed(new RSAKey.Builder(RSA).keyID("rsa-2").build(), claims())),
                "not_signed_by_issuer");
        assertThat(authorizer.issuer().fetches()).isEqualTo(2);
    }

    @Test
    void doesNotFetchTheKeysForEachUnknownKeyId() throws Exception {
        authorizer.assertAllowed(authorizer.connect(signed(RSA, claims())));

        for (int i = 0; i < 20; i++) {
            RSAKey unknown = new RSAKey.Builder(OTHER_RSA).keyID("unknown-" + i).build();
            authorizer.assertRefused(authorizer.connect(signed(unknown, claims())), "not_signed_by_issuer");
            assertThat(authorizer.lastLine().get("level").getAsString()).isEqualTo("INFO");
        }

        assertThat(authorizer.issuer().fetches())
                .isLessThanOrEqualTo(4); // on a busy machine, twenty tokens may take more than ten seconds
        authorizer.assertAllowed(authorizer.connect(signed(RSA, claims())));
    }

    @Test
    void usesTheCachedKeysWhileTheIssuerCannotBeReached() throws Exception {
        authorizer.assertAllowed(authorizer.connect(signed(RSA, claims())));

        authorizer.issuer().close();

        authorizer.assertAllowed(authorizer.connect(signed(RSA, claims())));
        assertThat(TestAuthorizer.effect(authorizer.connect(signed(OTHER_RSA, claims()))))
                .isEqualTo("Deny"); // not an error
        authorizer.assertAllowed(authorizer.connect(signed(RSA, claims())));
    }

    @Test
    void refusesTokensWhileTheKeysCannotBeFetched() throws Exception {
        authorizer.issuer().answer(503);

        for (int i = 0; i < 5; i++) {
            authorizer.assertRefused(authorizer.connect(signed(RSA, claims())), "keys_unavailable");
            assertThat(authorizer.lastLine().get("level").getAsString()).isEqualTo("WARN");
        }

        assertThat(authorizer.issuer().fetches()).isLessThanOrEqualTo(8); // each fetch has one retry
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "[]", "{}", "{\"keys\":null}", "{\"keys\":[null]}", "{\"keys\":[{}]}", "secret"})
    void refusesTokensIfTheIssuersAnswerIsNotAKeySet(String body) throws Exception {
        authorizer.issuer().answer(body);

        assertThat(TestAuthorizer.effect(authorizer.connect(signed(RSA, claims()))))
                .isEqualTo("Deny");
        assertThat(authorizer.lastLine().get("reason").getAsString())
                .isIn("keys_unavailable", "not_signed_by_issuer", "unexpected_failure");
    }
}
