package dev.storystreamer.protocol;

/**
 * How much a client may ask.
 *
 * @param maxStoryTypeLength code points of v1's {@code storyType} after trimming
 * @param maxConversationLength chars of all turns of a v2 conversation together, as the model gets them
 */
public record RequestLimits(int maxStoryTypeLength, int maxConversationLength) {

    /** 200 code points, 100,000 chars: what API Gateway lets through is 128 KB, or about 130,000 chars at most. */
    public static final RequestLimits DEFAULTS = new RequestLimits(200, 100_000);

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if a limit is below 1, which would refuse every request
     */
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
