package dev.storystreamer.infra;

import java.net.URI;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

/** Who can open a connection. API Gateway authorizes the handshake only, not each message. */
public sealed interface ConnectAuthorization {

    /**
     * Calls the function for this kind.
     *
     * @param none called for {@link None}
     * @param iam called for {@link Iam}
     * @param jwt called for {@link Jwt}
     * @param <R> the type of the result
     * @return the result of the function
     */
    <R> R match(Function<None, R> none, Function<Iam, R> iam, Function<Jwt, R> jwt);

    /** Anyone who knows the URL. */
    record None() implements ConnectAuthorization {
        @Override
        public <R> R match(Function<None, R> none, Function<Iam, R> iam, Function<Jwt, R> jwt) {
            return none.apply(this);
        }
    }

    /** Clients that sign the handshake with AWS credentials that allow {@code execute-api:Invoke} on the API. */
    record Iam() implements ConnectAuthorization {
        @Override
        public <R> R match(Function<None, R> none, Function<Iam, R> iam, Function<Jwt, R> jwt) {
            return iam.apply(this);
        }
    }

    /**
     * Clients with a token that one issuer signed for one audience. A Lambda authorizer verifies it.
     *
     * @param issuer the expected {@code iss} of the token
     * @param audience a required value in the {@code aud} of the token
     * @param jwksUrl the URL of the issuer's public keys
     * @param allowedOrigins the origins of pages that can connect, such as {@code https://app.example.com}; empty for any
     *     origin
     */
    record Jwt(URI issuer, String audience, URI jwksUrl, List<String> allowedOrigins) implements ConnectAuthorization {
        /** Copies the list. */
        public Jwt {
            Objects.requireNonNull(issuer, "issuer");
            Objects.requireNonNull(audience, "audience");
            Objects.requireNonNull(jwksUrl, "jwksUrl");
            allowedOrigins = List.copyOf(allowedOrigins);
        }

        @Override
        public <R> R match(Function<None, R> none, Function<Iam, R> iam, Function<Jwt, R> jwt) {
            return jwt.apply(this);
        }
    }
}
