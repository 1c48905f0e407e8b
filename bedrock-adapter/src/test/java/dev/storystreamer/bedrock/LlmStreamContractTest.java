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
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;

/** The port's contract, kept over real HTTP with each HTTP client. */
class BedrockLlmStreamContractTest {

    @Nested
    class OverNettyAndHttp1 extends OverTheWire {
        OverNettyAndHttp1() {
            super(Transport.NETTY_HTTP1);
        }
    }

    @Nested
    class OverNettyAndHttp2 extends OverTheWire {
        OverNettyAndHttp2() {
            super(Transport.NETTY_HTTP2);
        }
    }

    @Nested
    class OverCrtAndHttp1 extends OverTheWire {
        OverCrtAndHttp1() {
            super(Transport.CRT_HTTP1);
        }
    }

    abstract static class OverTheWire extends LlmStreamContract {

        private final Transport transport;
        private final List<AutoCloseable> open = new ArrayList<>();
        private ScriptedBedrock bedrock;

        OverTheWire(Transport transport) {
            this.transport = transport;
        }

        @Override
        protected LlmStream streamThatPlays(Script script) {
            bedrock = ScriptedBedrock.playing(wire -> play(script, wire));
            BedrockRuntimeAsyncClient client = transport.client(bedrock.endpoint());
            open.add(client);
            open.add(bedrock);
            return BedrockLlmStream.create(client, BedrockOptions.of("amazon.nova-2-lite-v1:0"));
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
                case STAYS_OPEN -> transport.awaitClientLeft(wire);
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
