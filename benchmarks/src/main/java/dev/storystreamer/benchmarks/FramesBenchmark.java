package dev.storystreamer.benchmarks;

import dev.storystreamer.core.ClientMessage;
import dev.storystreamer.protocol.ClientRequest;
import dev.storystreamer.protocol.ClientRequestParser;
import dev.storystreamer.protocol.RequestLimits;
import dev.storystreamer.protocol.StoryFrames;
import java.util.Iterator;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Setup;

/** What it costs to read a request and to write a frame, in both protocols. */
public class FramesBenchmark extends MicroBenchmark {

    private static final String V1_REQUEST = "{\"storyType\":\"CATS\"}";
    private static final String FIRST_TURN = v2Request(turn("user", "A story about cats"));
    private static final String TENTH_TURN = v2Request(
            (turn("user", "A story about cats") + "," + turn("assistant", "Otto had come home late. ".repeat(20)) + ",")
                            .repeat(9)
                    + turn("user", "And now about dogs"));

    private final ClientRequestParser parser = new ClientRequestParser(RequestLimits.DEFAULTS, false);
    private final ClientMessage delta = new ClientMessage.Text(" bright");
    private final ClientMessage page =
            new ClientMessage.Text("Otto had come home late. „Miau“, said the moon.\n".repeat(20));

    private StoryFrames v1 = frames(V1_REQUEST);
    private StoryFrames v2 = frames(FIRST_TURN);

    private static String v2Request(String turns) {
        return "{\"type\":\"send\",\"requestId\":\"r1\",\"id\":\"chat-1\",\"trigger\":\"submit-message\",\"messages\":["
                + turns + "],\"headers\":{},\"body\":{}}";
    }

    private static String turn(String role, String text) {
        return "{\"id\":\"m\",\"role\":\"" + role + "\",\"parts\":[{\"type\":\"text\",\"text\":\"" + text + "\"}]}";
    }

    private StoryFrames frames(String request) {
        return parser.parse(request, "story", "request")
                .match(ClientRequest.Start::frames, FramesBenchmark::notAStory, FramesBenchmark::notAStory);
    }

    private static StoryFrames notAStory(ClientRequest request) {
        throw new IllegalStateException("not a request for a story: " + request);
    }

    /** Starts new stories now and then, because frames are numbered. */
    @Setup(Level.Iteration)
    public void startStories() {
        v1 = frames(V1_REQUEST);
        v2 = frames(FIRST_TURN);
        write(v1, new ClientMessage.Opened());
        write(v2, new ClientMessage.Opened());
    }

    /** Writes all frames of a message, and returns the last one. */
    private static byte[] write(StoryFrames story, ClientMessage message) {
        Iterator<byte[]> frames = story.encode(message).frames();
        byte[] last;
        do {
            last = frames.next();
        } while (frames.hasNext());
        return last;
    }

    @Benchmark
    public byte[] writeDeltaV1() {
        return write(v1, delta);
    }

    @Benchmark
    public byte[] writeDeltaV2() {
        return write(v2, delta);
    }

    @Benchmark
    public byte[] write960CharactersV1() {
        return write(v1, page);
    }

    @Benchmark
    public byte[] write960CharactersV2() {
        return write(v2, page);
    }

    @Benchmark
    public StoryFrames readRequestV1() {
        return frames(V1_REQUEST);
    }

    @Benchmark
    public StoryFrames readFirstTurnV2() {
        return frames(FIRST_TURN);
    }

    /** 5,000 characters. */
    @Benchmark
    public StoryFrames readTenTurnsV2() {
        return frames(TENTH_TURN);
    }
}
