package dev.storystreamer.protocol;

/**
 * Limits of a request.
 *
 * @param maxStoryTypeLength code points of v1's {@code storyType} after trimming
 * @param maxConversationLength chars of all turns of a v2 conversation together, as sent to the model
 */
public record RequestLimits(int maxStoryTypeLength, int maxConversationLength) {

    /** 200 code points, 100,000 chars. API Gateway accepts messages of 128 KB, at most about 130,000 chars. */
    public static final RequestLimits DEFAULTS = new RequestLimits(200, 100_000);

    /** Refuses a limit below 1. */
    public RequestLimits {
        requirePositive("maxStoryTypeLength", maxStoryTypeLength);
        requirePositive("maxConversationLength", maxConversationLength);
    }

    private static void requirePositive(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " must be >= 1: " + value);
        }
    }
}
