package dev.storystreamer.lambda;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.BadJWTException;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import com.nimbusds.jwt.proc.ExpiredJWTException;
import dev.storystreamer.lambda.RefusedException.Reason;
import java.text.ParseException;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * Tells whose a token is, if one issuer signed it for one audience and it is valid now. Thread-safe.
 *
 * <p>The issuer's keys are fetched when they are first needed, kept for {@link #KEYS_KEPT}, and fetched again when a token
 * names a key that is not among them, at most twice in {@link #FETCH_PAUSE}, so that made-up key ids make no traffic.
 * While the issuer cannot be reached, keys it once published are good for {@link #KEYS_KEPT_IN_AN_OUTAGE}.
 */
final class TokenVerifier {

    /** Also how long a key that the issuer withdrew is still believed. */
    private static final Duration KEYS_KEPT = Duration.ofMinutes(5);

    private static final Duration KEYS_KEPT_IN_AN_OUTAGE = Duration.ofHours(1);
    private static final Duration FETCH_PAUSE = Duration.ofSeconds(10);

    /** Twice each, with the one retry, stay below the ten seconds that the function has. */
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);

    private static final Duration READ_TIMEOUT = Duration.ofSeconds(2);
    private static final int MAX_KEYS_BYTES = 256 * 1024;

    /** Clocks differ; RFC 7519 §4.1.4 allows "usually no more than a few minutes". */
    private static final Duration CLOCK_SKEW = Duration.ofMinutes(1);

    /** A principal comes back in every event and in every line of the log. */
    private static final int MAX_SUBJECT_LENGTH = 256;

    /** Signatures that are made with a private key. Never none, never HS*: its secret would be a public key. */
    private static final Set<JWSAlgorithm> ALGORITHMS = Set.of(
            JWSAlgorithm.RS256,
            JWSAlgorithm.RS384,
            JWSAlgorithm.RS512,
            JWSAlgorithm.PS256,
            JWSAlgorithm.PS384,
            JWSAlgorithm.PS512,
            JWSAlgorithm.ES256,
            JWSAlgorithm.ES384,
            JWSAlgorithm.ES512);

    private final String audience;
    private final DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();

    TokenVerifier(AccessSettings settings) {
        this.audience = settings.audience();
        processor.setJWSKeySelector(new JWSVerificationKeySelector<>(ALGORITHMS, keys(settings)));
        // RFC 9068 calls access tokens at+jwt; many issuers say nothing.
        processor.setJWSTypeVerifier(
                new DefaultJOSEObjectTypeVerifier<>(JOSEObjectType.JWT, new JOSEObjectType("at+jwt"), null));
        DefaultJWTClaimsVerifier<SecurityContext> claims = new DefaultJWTClaimsVerifier<>(
                new JWTClaimsSet.Builder().issuer(settings.issuer()).build(), Set.of("exp", "sub"));
        claims.setMaxClockSkew((int) CLOCK_SKEW.toSeconds());
        processor.setJWTClaimsSetVerifier(claims);
    }

    private static JWKSource<SecurityContext> keys(AccessSettings settings) {
        return JWKSourceBuilder.create(
                        settings.keys(),
                        new DefaultResourceRetriever(
                                (int) CONNECT_TIMEOUT.toMillis(), (int) READ_TIMEOUT.toMillis(), MAX_KEYS_BYTES))
                .cache(KEYS_KEPT.toMillis(), READ_TIMEOUT.toMillis())
                .refreshAheadCache(false) // between two invocations Lambda lets no thread run
                .rateLimited(FETCH_PAUSE.toMillis())
                .retrying(true)
                .outageTolerant(KEYS_KEPT_IN_AN_OUTAGE.toMillis())
                .build();
    }

    /**
     * Verifies a token.
     *
     * @return its subject
     * @throws RefusedException if it is not to be believed; nothing of the token is in its message
     */
    String subjectOf(String token) throws RefusedException {
        JWTClaimsSet claims = verified(token);
        String subject = claims.getSubject();
        if (!isForUs(claims) || subject.isBlank() || subject.length() > MAX_SUBJECT_LENGTH) {
            throw new RefusedException(Reason.WRONG_CLAIMS);
        }
        return subject;
    }

    /** As API Gateway's own authorizer of HTTP APIs: Amazon Cognito's access tokens have no aud, but a client_id. */
    private boolean isForUs(JWTClaimsSet claims) {
        List<String> audiences = claims.getAudience();
        return audiences.isEmpty() ? audience.equals(claims.getClaim("client_id")) : audiences.contains(audience);
    }

    private JWTClaimsSet verified(String token) throws RefusedException {
        try {
            return processor.process(token, null);
        } catch (ParseException e) {
            throw new RefusedException(Reason.NOT_A_TOKEN, e);
        } catch (ExpiredJWTException e) {
            throw new RefusedException(Reason.EXPIRED, e);
        } catch (BadJWTException e) {
            throw new RefusedException(Reason.WRONG_CLAIMS, e);
        } catch (KeySourceException e) {
            throw new RefusedException(Reason.KEYS_UNAVAILABLE, e);
        } catch (BadJOSEException | JOSEException e) {
            throw new RefusedException(Reason.NOT_SIGNED_BY_ISSUER, e);
        }
    }
}
