package dev.storystreamer.infra;

import java.util.List;

/** Reports invalid context values; the message has one line for each problem. */
public final class InvalidContextException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    InvalidContextException(List<String> problems) {
        super(String.join(System.lineSeparator(), problems));
    }
}
