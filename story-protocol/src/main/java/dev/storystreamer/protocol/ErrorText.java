package dev.storystreamer.protocol;

import dev.storystreamer.core.ErrorCode;
import dev.storystreamer.core.Receipt;

/** The text of an error, for the person who uses the client: sentences, and a request id to quote to support. */
final class ErrorText {

    private ErrorText() {}

    static String of(Receipt receipt, String requestId) {
        return of(errorCodeOf(receipt).message(), requestId);
    }

    static String of(String sentences, String requestId) {
        return sentences + " (request id: " + requestId + ")";
    }

    /** Returns the error code of a receipt; a receipt without one does not include the failed delivery yet. */
    static ErrorCode errorCodeOf(Receipt receipt) {
        return receipt.errorCode().orElse(ErrorCode.DELIVERY_FAILED);
    }
}
