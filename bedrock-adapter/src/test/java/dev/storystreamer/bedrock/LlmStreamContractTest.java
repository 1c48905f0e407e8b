package dev.storystreamer.bedrock;

import dev.storystreamer.core.LlmStream;
import dev.storystreamer.core.StopReason;
import dev.storystreamer.core.StoryChunk;
import dev.storystreamer.core.testkit.LlmStreamContract;
import dev.storystreamer.core.testkit.Script;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;

/** The port's contract, kept over real HTTP by both implementations with each HTTP client. */
class LlmStreamContractTest {

    @Nested
    class ThroughTheSdkOverNettyAndHttp1 extends OverTheWire {
        ThroughTheSdkOverNettyAndHttp1() {
            super(Road.SDK_NETTY_HTTP1);
        }
    }

    @Nested
    class ThroughTheSdkOverNettyAndHttp2 extends OverTheWire {
        ThroughTheSdkOverNettyAndHttp2() {
            super(Road.SDK_NETTY_HTTP2);
        }
    }

    @Nested
    class ThroughTheSdkOverCrtAndHttp1 extends OverTheWire {
        ThroughTheSdkOverCrtAndHttp1() {
            super(Road.SDK_CRT_HTTP1);
        }
    }

    abstract static class OverTheWire extends LlmStreamContract {

        private final Road road;
        private final List<AutoCloseable> open = new ArrayList<>();
        private ScriptedBedrock bedrock;

        OverTheWire(Road road) {
            this.road = road;
        }

        @Override
        protected LlmStream streamThatPlays(Script script) {
            bedrock = ScriptedBedrock.playing(wire -> play(script, wire));
            Road.Model model = road.to(bedrock.endpoint());
            open.add(model);
            open.add(bedrock);
            return model.stream();
        }

        @Override
        protected void awaitCallOver() {
            bedrock.awaitCallOver();
        }

        @AfterEach
        void closeTheWire() throws Exception {
            for (AutoCloseable each : open) {
                each.close();
            }
        }

        private void play(Script script, ScriptedBedrock.Wire wire) throws Exception {
            byte[][] frames = script.chunks().stream()
                    .map(chunk -> chunk.match(IN_FRAMES))
                    .toArray(byte[][]::new);
            wire.send(frames);
            switch (script.end()) {
                case COMPLETES -> wire.end();
                case BREAKS -> {
                    wire.send(Frames.exception("modelStreamErrorException", "The model is tired."));
                    wire.end();
                }
                case STAYS_OPEN -> wire.awaitClientLeft();
            }
        }
    }

    private static final StoryChunk.Cases<byte[]> IN_FRAMES = new StoryChunk.Cases<>() {
        @Override
        public byte[] start() {
            return Frames.START;
        }

        @Override
        public byte[] text(String text) {
            return Frames.text(text);
        }

        @Override
        public byte[] reasoning(String text) {
            return Frames.delta("{\"reasoningContent\":{\"text\":\"" + text + "\"}}");
        }

        @Override
        public byte[] emptyDelta() {
            return Frames.event("contentBlockDelta", "{\"contentBlockIndex\":0}");
        }

        @Override
        public byte[] blockEnd() {
            return Frames.event("contentBlockStop", "{\"contentBlockIndex\":0}");
        }

        @Override
        public byte[] stop(StopReason reason) {
            return Frames.stop("end_turn");
        }

        @Override
        public byte[] usage(StoryChunk.Usage usage) {
            return Frames.event(
                    "metadata",
                    "{\"usage\":{\"inputTokens\":" + usage.inputTokens() + ",\"outputTokens\":" + usage.outputTokens()
                            + ",\"totalTokens\":0}}");
        }

        @Override
        public byte[] unknown(String type) {
            return Frames.event("futureEvent", "{}");
        }
    };
}
