package dev.storystreamer.lambda.access;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A client may not connect. The message is for the log and contains no part of the token. */
final class RefusedException extends Exception {

    private static final long serialVersionUID = 1L;

    /** The reason. */
    enum Reason {
        /** The origin is not among those allowed. */
        ORIGIN_NOT_ALLOWED,
        NO_TOKEN,
        NOT_A_TOKEN,
        /** The token has no signature, none by a key of the issuer, or an algorithm that is not accepted. */
        NOT_SIGNED_BY_ISSUER,
        EXPIRED,
        /** The token is not yet valid, or its issuer, audience, subject or expiration time is wrong or missing. */
        WRONG_CLAIMS,
        /** The issuer's keys could not be fetched. */
        KEYS_UNAVAILABLE,
        /** An exception that this code does not expect. */
        UNEXPECTED_FAILURE
    }

    private final Reason reason;

    RefusedException(Reason reason) {
        this(reason, null);
    }

    RefusedException(Reason reason, @Nullable Throwable cause) {
        super(reason.name().toLowerCase(Locale.ROOT), cause);
        this.reason = reason;
    }

    Reason reason() {
        return reason;
    }
}
