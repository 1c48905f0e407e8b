package dev.storystreamer.lambda;

import dev.storystreamer.core.StorySession;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/** The stories that this process is telling, so that a client can stop its own. Thread-safe. */
final class RunningStories {

    /** A client's name for its story; connections are the gateway's, so no client reaches another's stories. */
    private record Name(String connectionId, String requestId) {}

    private final Map<Name, CompletableFuture<StorySession>> stories = new ConcurrentHashMap<>();

    /**
     * Reserves the place of a story before it begins, so that an abort that overtakes its first steps is not lost.
     *
     * @param requestId the client's name for the story, or one of ours where it has none
     */
    Place reserve(String connectionId, String requestId) {
        CompletableFuture<StorySession> story = new CompletableFuture<>();
        Name name = new Name(connectionId, requestId);
        return new Place(name, story, stories.putIfAbsent(name, story) == null);
    }

    /** Stops a story; false if it is not told here, or not any more. */
    boolean stop(String connectionId, String requestId) {
        CompletableFuture<StorySession> story = stories.get(new Name(connectionId, requestId));
        return story != null && stop(story);
    }

    /** Stops all stories; completes when each has ended and its client has been told so. */
    CompletableFuture<Void> stopAll() {
        return CompletableFuture.allOf(stories.values().stream()
                .map(story -> story.thenCompose(telling -> {
                    telling.stop();
                    return telling.receipt();
                }))
                .toArray(CompletableFuture<?>[]::new));
    }

    private static boolean stop(CompletionStage<StorySession> story) {
        story.thenAccept(StorySession::stop);
        return true;
    }

    /** One story's entry. */
    final class Place {

        private final Name name;
        private final CompletableFuture<StorySession> story;
        private final boolean free;

        private Place(Name name, CompletableFuture<StorySession> story, boolean free) {
            this.name = name;
            this.story = story;
            this.free = free;
        }

        /** Whether no story of this name is being told: the same message may be delivered twice. */
        boolean isFree() {
            return free;
        }

        void take(StorySession telling) {
            story.complete(telling);
        }

        void leave() {
            stories.remove(name, story);
        }
    }
}
