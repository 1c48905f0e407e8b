package dev.storystreamer.benchmarks;

import java.util.Arrays;
import java.util.Comparator;

/**
 * How many stories one region of one account carries, by arithmetic: which of AWS's quotas is used up first when stories
 * of one kind begin at a steady rate.
 *
 * @param story what is told
 * @param way how it is posted
 */
record Capacity(Story story, Way way) {

    /** Besides posts, a story is two requests to API Gateway: {@code $connect} and the client's message. */
    private static final int OTHER_REQUESTS = 2;

    private static final int CLOSING_FRAMES = 3;

    /** The opening, and the frames without words at the end. */
    private static final int FRAMES_WITHOUT_TEXT = 1 + CLOSING_FRAMES;

    /** How long the model thinks before its first word, as the local cloud has it too. */
    private static final double FIRST_TOKEN_SECONDS = 0.4;

    private static final int INPUT_TOKENS = 22;

    /** What the stack sets, unless told otherwise: {@code maxTokens}. */
    private static final int MAX_TOKENS = 1024;

    /**
     * A kind of story.
     *
     * @param interval T, seconds from one delta to the next
     * @param post L, seconds that one post takes
     * @param deltas text deltas; each is taken for one token
     */
    record Story(double interval, double post, int deltas) {}

    /** How deltas become posts, of which one is under way at a time. */
    enum Way {
        /** All that waited goes with the next post: as many posts as there is time for while the model speaks. */
        JOINED {
            @Override
            double textPosts(Story story) {
                return story.deltas() * Math.min(1, story.interval() / story.post());
            }

            @Override
            double tellingSeconds(Story story) {
                return story.deltas() * story.interval() + story.post();
            }
        },
        /** Each delta is a post: when a post takes longer than a delta, the story takes as long as its posts. */
        POST_PER_DELTA {
            @Override
            double textPosts(Story story) {
                return story.deltas();
            }

            @Override
            double tellingSeconds(Story story) {
                return story.deltas() * Math.max(story.interval(), story.post()) + story.post();
            }
        };

        abstract double textPosts(Story story);

        abstract double tellingSeconds(Story story);
    }

    /** What AWS lets an account do in a region unless asked for more. */
    enum Quota {
        REQUESTS("API Gateway requests", 10_000) {
            @Override
            double usedBy(Capacity capacity) {
                return capacity.posts() + OTHER_REQUESTS;
            }
        },
        CONNECTIONS("API Gateway new connections", 500) {
            @Override
            double usedBy(Capacity capacity) {
                return 1;
            }
        },
        CONCURRENCY("Lambda concurrency", 1_000) {
            @Override
            double usedBy(Capacity capacity) {
                return capacity.seconds();
            }
        },
        TOKENS("Bedrock tokens per minute", 4_000_000) {
            @Override
            double usedBy(Capacity capacity) {
                // What has been told counts as told; what is being told counts as reserved, up to the most it may
                // become.
                int told = INPUT_TOKENS + capacity.story().deltas();
                int reserved =
                        INPUT_TOKENS + Math.max(MAX_TOKENS, capacity.story().deltas());
                double running = Math.min(60, capacity.seconds());
                return (60 - running) * told + running * reserved;
            }
        },
        /**
         * For stories that begin at their rate from none: until the first of them has ended each needs an environment of
         * its own. There are so many to begin with, and {@link #REFILL} more in each second.
         */
        ENVIRONMENTS("Lambda new environments, from none", 1_000) {
            @Override
            double usedBy(Capacity capacity) {
                return capacity.seconds();
            }

            @Override
            double refilled(Capacity capacity) {
                return REFILL * capacity.seconds();
            }
        };

        /** New environments a second, of one function: 1,000 every 10 seconds, filled up all the time. */
        static final int REFILL = 100;

        private final String label;
        private final double value;

        Quota(String label, double value) {
            this.label = label;
            this.value = value;
        }

        String label() {
            return label;
        }

        double value() {
            return value;
        }

        /** How much of the quota is in use when one story begins in each second. */
        abstract double usedBy(Capacity capacity);

        /** How much is given back while it is being used. */
        double refilled(Capacity capacity) {
            return 0;
        }
    }

    /** Posts of one story. */
    double posts() {
        return way.textPosts(story) + FRAMES_WITHOUT_TEXT;
    }

    /** How long the function works on one story. */
    double seconds() {
        return FIRST_TOKEN_SECONDS + way.tellingSeconds(story) + CLOSING_FRAMES * story.post();
    }

    /** How many stories a minute a function tells that may tell so many at once. */
    double storiesPerMinute(int atOnce) {
        return 60 * atOnce / seconds();
    }

    Quota firstToBreak() {
        return Arrays.stream(Quota.values())
                .min(Comparator.comparingDouble(this::begunPerSecond))
                .orElseThrow();
    }

    /** How many stories may begin in a second, going by one quota alone. */
    private double begunPerSecond(Quota quota) {
        return (quota.value() + quota.refilled(this)) / quota.usedBy(this);
    }

    double storiesPerMinute() {
        return 60 * begunPerSecond(firstToBreak());
    }

    double storiesAtOnce() {
        return begunPerSecond(firstToBreak()) * seconds();
    }

    /** How long until so many stories are told at once, from none, going by Lambda's new environments alone. */
    double secondsFromNone(double storiesPerMinute) {
        double missing = needed(Quota.CONCURRENCY, storiesPerMinute) - Quota.ENVIRONMENTS.value();
        return Math.max(0, missing / Quota.REFILL);
    }

    /** How large a quota must be for so many stories a minute. */
    double needed(Quota quota, double storiesPerMinute) {
        return Math.max(0, quota.usedBy(this) * storiesPerMinute / 60 - quota.refilled(this));
    }
}
