package dev.storystreamer.core;

/** The current call of the model. Pure, as {@link SessionState}. */
sealed interface ModelCall {

    /** No call, because the next one is due later or the last one is over. */
    record None() implements ModelCall {}

    /** The model was called and has not accepted the subscription yet. Calls are counted from 1. */
    record Connecting(int number) implements ModelCall {}

    /** The model sends its answer, as far as chunks are requested. */
    final class Streaming implements ModelCall {

        /** The most chunks requested and not yet received: usually some 100 bytes each. */
        private static final int WINDOW = 32;

        /** What the model has sent so far. */
        private enum Progress {
            NOTHING,
            /** Chunks that the client gets, without content. */
            PASSED_ON,
            /** Text or reasoning. */
            CONTENT
        }

        private final int number;
        private Progress progress = Progress.NOTHING;

        /** Chunks requested and not yet received; negative if a model sends more than was requested. */
        private int outstanding;

        /** Since when the model owes a chunk. */
        private long silentSince;

        Streaming(int number) {
            this.number = number;
        }

        int number() {
            return number;
        }

        /** Records a chunk; returns whether it is the first one with content. */
        boolean received(StoryChunk chunk, long now) {
            outstanding--;
            silentSince = now;
            boolean first = progress != Progress.CONTENT && chunk.hasContent();
            if (first) {
                progress = Progress.CONTENT;
            } else if (progress == Progress.NOTHING && chunk.message().isPresent()) {
                progress = Progress.PASSED_ON;
            }
            return first;
        }

        /** Returns whether the client gets a part of the answer. */
        boolean isPassedOn() {
            return progress != Progress.NOTHING;
        }

        /** Returns how many chunks to request now, and counts them as requested. */
        int nextDemand(long now) {
            if (outstanding > WINDOW / 2) {
                return 0;
            }
            if (outstanding <= 0) {
                silentSince = now;
            }
            int demand = WINDOW - outstanding;
            outstanding = WINDOW;
            return demand;
        }

        /** Returns when the model will have been silent for too long; later than now while it owes no chunk. */
        long stallsAt(RelayOptions options, long now) {
            long timeout =
                    (progress == Progress.CONTENT ? options.stallTimeout() : options.firstContentTimeout()).toNanos();
            return (outstanding <= 0 ? now : silentSince) + timeout;
        }
    }
}
