package dev.storystreamer.lambda.access;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.jwk.source.RateLimitReachedException;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import com.nimbusds.jwt.JWT;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.JWTParser;
import com.nimbusds.jwt.proc.BadJWTException;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import com.nimbusds.jwt.proc.ExpiredJWTException;
import dev.storystreamer.lambda.access.RefusedException.Reason;
import java.text.ParseException;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * Verifies that a token was signed by one issuer for one audience and is valid now. Thread-safe.
 *
 * <p>The issuer's keys are fetched when they are first needed and cached for {@link #KEYS_TTL}. They are fetched again when
 * a token names an unknown key, at most twice in {@link #FETCH_INTERVAL}, so that invented key ids cause little traffic.
 * While the issuer cannot be reached, cached keys are used for up to {@link #KEYS_TTL_IN_AN_OUTAGE}.
 */
final class TokenVerifier {

    /** A key that the issuer withdrew is accepted for this long, while the issuer can be reached. */
    private static final Duration KEYS_TTL = Duration.ofMinutes(5);

    private static final Duration KEYS_TTL_IN_AN_OUTAGE = Duration.ofHours(1);
    private static final Duration FETCH_INTERVAL = Duration.ofSeconds(10);

    /** Two attempts with both timeouts take 8 s; the function's timeout is 10 s. */
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);

    private static final Duration READ_TIMEOUT = Duration.ofSeconds(2);
    private static final int MAX_KEYS_BYTES = 256 * 1024;

    /** RFC 7519 §4.1.4 allows "usually no more than a few minutes" for clock skew. */
    private static final Duration CLOCK_SKEW = Duration.ofMinutes(1);

    /** The subject is in every event and every log line. */
    private static final int MAX_SUBJECT_LENGTH = 256;

    /** Asymmetric signatures only. With HS* the issuer's public key would be the secret. */
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

    private static final JWKSelector ANY_KEY = new JWKSelector(new JWKMatcher.Builder().build());

    private final String audience;
    private final JWKSource<SecurityContext> keys;
    private final DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();

    TokenVerifier(AccessSettings settings) {
        this.audience = settings.audience();
        this.keys = keys(settings);
        processor.setJWSKeySelector(new JWSVerificationKeySelector<>(ALGORITHMS, keys));
        // RFC 9068: the type of access tokens is at+jwt; many issuers set none.
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
                .cache(KEYS_TTL.toMillis(), READ_TIMEOUT.toMillis())
                .refreshAheadCache(false) // Lambda freezes the process between two invocations
                .rateLimited(FETCH_INTERVAL.toMillis())
                .retrying(true)
                .outageTolerant(KEYS_TTL_IN_AN_OUTAGE.toMillis())
                .build();
    }

    /** Verifies a token and returns its subject. */
    String subjectOf(String token) throws RefusedException {
        JWTClaimsSet claims = verified(token);
        String subject = claims.getSubject();
        // The claims verifier requires that exp and sub are present, but accepts null.
        boolean hasNull = claims.getExpirationTime() == null || subject == null;
        if (hasNull || !hasAudience(claims) || subject.isBlank() || subject.length() > MAX_SUBJECT_LENGTH) {
            throw new RefusedException(Reason.WRONG_CLAIMS);
        }
        return subject;
    }

    /** As API Gateway's JWT authorizer of HTTP APIs does: Amazon Cognito's access tokens have no aud, but a client_id. */
    private boolean hasAudience(JWTClaimsSet claims) {
        List<String> audiences = claims.getAudience();
        return audiences.isEmpty() ? audience.equals(claims.getClaim("client_id")) : audiences.contains(audience);
    }

    private JWTClaimsSet verified(String token) throws RefusedException {
        JWT parsed = parse(token);
        try {
            return processor.process(parsed, null);
        } catch (ExpiredJWTException e) {
            throw new RefusedException(Reason.EXPIRED, e);
        } catch (BadJWTException e) {
            throw new RefusedException(Reason.WRONG_CLAIMS, e);
        } catch (RateLimitReachedException e) {
            // The token names an unknown key. With keys in the cache, it is probably an invented one.
            throw new RefusedException(hasKeys() ? Reason.NOT_SIGNED_BY_ISSUER : Reason.KEYS_UNAVAILABLE, e);
        } catch (KeySourceException e) {
            throw new RefusedException(Reason.KEYS_UNAVAILABLE, e);
        } catch (BadJOSEException | JOSEException e) {
            throw new RefusedException(Reason.NOT_SIGNED_BY_ISSUER, e);
        }
    }

    private static JWT parse(String token) throws RefusedException {
        try {
            return JWTParser.parse(token);
        } catch (ParseException | RuntimeException e) { // a NullPointerException if the header is the JSON literal null
            throw new RefusedException(Reason.NOT_A_TOKEN, e);
        }
    }

    private boolean hasKeys() {
        try {
            return !keys.get(ANY_KEY, null).isEmpty();
        } catch (KeySourceException e) {
            return false;
        }
    }
}
