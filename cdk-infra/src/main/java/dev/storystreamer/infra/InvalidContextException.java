package dev.storystreamer.infra;

import java.util.List;

/** Context values that the stack cannot be made with; the message names them all, a line each. */
public final class InvalidContextException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    InvalidContextException(List<String> problems) {
        super(String.join(System.lineSeparator(), problems));
    }
}
