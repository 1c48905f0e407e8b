package dev.storystreamer.benchmarks;

import dev.storystreamer.core.ClientMessage;
import dev.storystreamer.protocol.ClientRequestParser;
import dev.storystreamer.protocol.RequestLimits;
import dev.storystreamer.protocol.StoryFrames;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Setup;

/** What it costs to read a request, and to write a frame. */
public class FramesBenchmark extends MicroBenchmark {

    static final String V1_REQUEST = "{\"storyType\":\"CATS\"}";
    private static final String FIRST_TURN = v2Request(turn("user", "A story about cats"));
    private static final String TENTH_TURN = v2Request(
            (turn("user", "A story about cats") + "," + turn("assistant", "Otto had come home late. ".repeat(20)) + ",")
                            .repeat(9)
                    + turn("user", "And now about dogs"));

    private final ClientRequestParser parser = new ClientRequestParser(RequestLimits.DEFAULTS, false);
    private final ClientMessage delta = new ClientMessage.Text(" bright");
    private final ClientMessage page =
            new ClientMessage.Text("Otto had come home late. „Miau“, said the moon.\n".repeat(20));

    /** A story of the first protocol and one of the second; new ones now and then, as their frames are numbered. */
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
        StoryFrames frames = parse(request);
        if (frames == null) {
            throw new IllegalStateException("not a request: " + request);
        }
        return frames;
    }

    private @Nullable StoryFrames parse(String request) {
        return parser.parse(request, "story", "request")
                .<@Nullable StoryFrames>match(tell -> tell.frames(), abort -> null, reply -> null);
    }

    /** Begins two stories. */
    @Setup(Level.Iteration)
    public void beginStories() {
        v1 = frames(V1_REQUEST);
        v2 = frames(FIRST_TURN);
        if (v1.encode(new ClientMessage.Opened()).isEmpty()
                || v2.encode(new ClientMessage.Opened()).isEmpty()) {
            throw new IllegalStateException("a story begins with a frame");
        }
    }

    /**
     * Writes one delta in the first protocol.
     *
     * @return the frame
     */
    @Benchmark
    public List<byte[]> writeDeltaV1() {
        return v1.encode(delta);
    }

    /**
     * Writes one delta in the second protocol.
     *
     * @return the frame
     */
    @Benchmark
    public List<byte[]> writeDeltaV2() {
        return v2.encode(delta);
    }

    /**
     * Writes 960 characters, some of them not ASCII, in the first protocol.
     *
     * @return the frame
     */
    @Benchmark
    public List<byte[]> writePageV1() {
        return v1.encode(page);
    }

    /**
     * Writes 960 characters, some of them not ASCII, in the second protocol.
     *
     * @return the frame
     */
    @Benchmark
    public List<byte[]> writePageV2() {
        return v2.encode(page);
    }

    /**
     * Reads a request of the first protocol.
     *
     * @return what is asked
     */
    @Benchmark
    public @Nullable StoryFrames readV1() {
        return parse(V1_REQUEST);
    }

    /**
     * Reads the first turn of a conversation in the second protocol.
     *
     * @return what is asked
     */
    @Benchmark
    public @Nullable StoryFrames readV2() {
        return parse(FIRST_TURN);
    }

    /**
     * Reads a conversation of ten turns, 5,000 characters, in the second protocol.
     *
     * @return what is asked
     */
    @Benchmark
    public @Nullable StoryFrames readTenTurnsV2() {
        return parse(TENTH_TURN);
    }
}
