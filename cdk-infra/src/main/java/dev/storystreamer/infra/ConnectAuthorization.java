package dev.storystreamer.infra;

import java.net.URI;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

/** Who may open a connection. It is decided once, at the handshake: a WebSocket API asks nobody again for a message. */
public sealed interface Access {

    /**
     * Applies the function of this kind.
     *
     * @param none for {@link None}
     * @param iam for {@link Iam}
     * @param jwt for {@link Jwt}
     * @param <R> what the functions return
     * @return what the function returned
     */
    <R> R match(Function<None, R> none, Function<Iam, R> iam, Function<Jwt, R> jwt);

    /** Anybody who knows the URL. */
    record None() implements Access {
        @Override
        public <R> R match(Function<None, R> none, Function<Iam, R> iam, Function<Jwt, R> jwt) {
            return none.apply(this);
        }
    }

    /** Whoever signs the handshake with AWS credentials that allow {@code execute-api:Invoke} on the API. */
    record Iam() implements Access {
        @Override
        public <R> R match(Function<None, R> none, Function<Iam, R> iam, Function<Jwt, R> jwt) {
            return iam.apply(this);
        }
    }

    /**
     * Whoever shows a token that was signed by one issuer for this audience. A Lambda authorizer checks it.
     *
     * @param issuer the token's {@code iss}
     * @param audience what the token's {@code aud} must hold
     * @param jwksUrl where the issuer publishes its keys
     * @param allowedOrigins the pages whose browsers may connect, such as {@code https://app.example.com}; empty for any
     */
    record Jwt(URI issuer, String audience, URI jwksUrl, List<String> allowedOrigins) implements Access {
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
