package dev.storystreamer.local;

import dev.storystreamer.awslocal.testkit.TestClient;
import java.net.URI;

/** Clients that use protocol 1. */
final class StoryClients {

    static final String REQUEST = "{\"storyType\":\"CATS\"}";

    private StoryClients() {}

    /** Requests a story and reads its frames up to the first text. */
    static TestClient inAStory(URI webSocket) throws InterruptedException {
        TestClient client = TestClient.connect(webSocket);
        client.send(REQUEST);
        while (!isText(client.receive())) {
            // skips the frames before the text
        }
        return client;
    }

    static boolean isText(String frame) {
        return frame.startsWith("{\"type\":\"text\",");
    }

    static boolean isError(String frame) {
        return frame.startsWith("{\"type\":\"error\",");
    }
}
