package dev.storystreamer.protocol;

import dev.storystreamer.core.ErrorCode;
import dev.storystreamer.core.Receipt;

/** What a person reads when there is no story: a sentence, and the request id to quote to whoever runs the service. */
final class ErrorText {

    private ErrorText() {}

    static String of(Receipt receipt, String requestId) {
        return of(errorCodeOf(receipt).message(), requestId);
    }

    static String of(String sentences, String requestId) {
        return sentences + " (request id: " + requestId + ")";
    }

    /** The problem of a story that did not reach the client whole. A receipt that names none knows of no loss. */
    static ErrorCode errorCodeOf(Receipt receipt) {
        return receipt.errorCode().orElse(ErrorCode.DELIVERY_FAILED);
    }
}
