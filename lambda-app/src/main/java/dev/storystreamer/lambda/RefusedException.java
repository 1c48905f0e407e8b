package dev.storystreamer.lambda;

import java.util.Locale;

/** A client may not connect. The message is for the owner's log and holds nothing of the token. */
final class RefusedException extends Exception {

    private static final long serialVersionUID = 1L;

    /** Why. */
    enum Reason {
        /** The page is none of those allowed. */
        ORIGIN_NOT_ALLOWED,
        /** There is no token. */
        NO_TOKEN,
        /** What was given is no token. */
        NOT_A_TOKEN,
        /** It is not signed, not by a key of the issuer, or with an algorithm that is not accepted. */
        NOT_SIGNED_BY_ISSUER,
        /** It is no longer valid. */
        EXPIRED,
        /** It is not valid yet, of another issuer, for another audience, or of nobody. */
        WRONG_CLAIMS,
        /** The issuer's keys cannot be had, now. */
        KEYS_UNAVAILABLE
    }

    private final Reason reason;

    RefusedException(Reason reason) {
        super(reason.name().toLowerCase(Locale.ROOT));
        this.reason = reason;
    }

    RefusedException(Reason reason, Throwable cause) {
        super(reason.name().toLowerCase(Locale.ROOT), cause);
        this.reason = reason;
    }

    Reason reason() {
        return reason;
    }
}
