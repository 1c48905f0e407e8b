package dev.storystreamer.benchmarks;

/**
 * What a million stories cost in USD at the list prices of us-east-1, without the model, logs, data transfer and free
 * tiers: each connection tells one story, as {@code cdk-infra/bin/price.js} counts it.
 *
 * @see <a href="https://aws.amazon.com/api-gateway/pricing/">API Gateway's prices</a>
 * @see <a href="https://aws.amazon.com/lambda/pricing/">Lambda's prices</a>
 */
final class Price {

    /** One million messages, below a billion in a month; each 32 KB of a message count as one. */
    static final double MESSAGES = 1.00;

    /** One million minutes that connections are open. */
    static final double MINUTES = 0.25;

    /** One million invocations: a story has three, of which two greet and say goodbye. */
    static final double INVOCATIONS = 0.20;

    /** One million GB-seconds on arm64. */
    static final double GB_SECONDS = 13.3334;

    /** The stack's default memory, in GB. */
    static final double MEMORY_GB = 0.5;

    /** What the two short invocations take together. */
    static final double SHORT_SECONDS = 0.02;

    private Price() {}

    static double ofAMillion(Measurement story) {
        return messages(story) * MESSAGES + MINUTES + 3 * INVOCATIONS + gigabyteSeconds(story) * GB_SECONDS;
    }

    /** The request and the posts. */
    static int messages(Measurement story) {
        return 1 + story.messages();
    }

    /** Of all three invocations; the story's own is billed by the millisecond, rounded up. */
    static double gigabyteSeconds(Measurement story) {
        return (Math.ceil(story.invocationMs()) / 1000 + SHORT_SECONDS) * MEMORY_GB;
    }
}
