package dev.storystreamer.lambda;

import dev.storystreamer.core.StorySession;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/** The stories that run in this process, so that a client can stop its own. Thread-safe. */
final class RunningStories {

    /** API Gateway assigns connection ids, so a client cannot name another client's story. */
    private record Key(String connectionId, String requestId) {}

    /** The entry of one story. Not new if Lambda has delivered a message of protocol 2 to this process twice. */
    record Entry(Key key, CompletableFuture<StorySession> story, boolean isNew) {

        void started(StorySession session) {
            story.complete(session);
        }
    }

    private final Map<Key, CompletableFuture<StorySession>> stories = new ConcurrentHashMap<>();

    /** Registers a story before it starts, by the client's id of the request, or the story's own id if it has none. */
    Entry register(String connectionId, String requestId) {
        CompletableFuture<StorySession> story = new CompletableFuture<>();
        Key key = new Key(connectionId, requestId);
        return new Entry(key, story, stories.putIfAbsent(key, story) == null);
    }

    /** Stops a story; returns false if it does not run in this process. */
    boolean stop(String connectionId, String requestId) {
        CompletableFuture<StorySession> story = stories.get(new Key(connectionId, requestId));
        if (story == null) {
            return false;
        }
        var unused = story.thenAccept(StorySession::stop);
        return true;
    }

    /** Stops all stories; completes when each has ended. */
    CompletableFuture<Void> stopAll() {
        return CompletableFuture.allOf(stories.values().stream()
                .map(story -> story.thenCompose(session -> {
                    session.stop();
                    return session.receipt();
                }))
                .toArray(CompletableFuture<?>[]::new));
    }

    void remove(Entry entry) {
        stories.remove(entry.key, entry.story);
    }
}
