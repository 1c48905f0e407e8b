package dev.storystreamer.bedrock;

import dev.storystreamer.core.LlmStream;
import dev.storystreamer.core.StoryChunk;
import dev.storystreamer.core.testkit.LlmStreamContract;
import dev.storystreamer.core.testkit.Script;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;

/** {@link BedrockLlmStream} fulfills the contract of the port with each HTTP client. */
class LlmStreamContractTest {

    @Nested
    class NettyHttp1 extends OverHttp {
        NettyHttp1() {
            super(HttpClientKind.NETTY_HTTP1);
        }
    }

    @Nested
    class NettyHttp2 extends OverHttp {
        NettyHttp2() {
            super(HttpClientKind.NETTY_HTTP2);
        }
    }

    @Nested
    class CrtHttp1 extends OverHttp {
        CrtHttp1() {
            super(HttpClientKind.CRT_HTTP1);
        }
    }

    abstract static class OverHttp extends LlmStreamContract {

        private final HttpClientKind http;
        private final List<AutoCloseable> open = new ArrayList<>();
        private ScriptedBedrock bedrock;

        OverHttp(HttpClientKind http) {
            this.http = http;
        }

        @Override
        protected LlmStream streamThatPlays(Script script) {
            bedrock = ScriptedBedrock.running(exchange -> run(script, exchange));
            TestModel model = http.model(bedrock.endpoint());
            open.add(model);
            open.add(bedrock);
            return model.stream();
        }

        @Override
        protected void awaitCallOver() {
            bedrock.awaitCallEnd();
        }

        @AfterEach
        void closeAll() throws Exception {
            for (AutoCloseable each : open) {
                each.close();
            }
        }

        private void run(Script script, ScriptedBedrock.Exchange exchange) throws Exception {
            byte[][] messages =
                    script.chunks().stream().map(LlmStreamContractTest::message).toArray(byte[][]::new);
            exchange.send(messages);
            switch (script.end()) {
                case COMPLETES -> exchange.end();
                case FAILS -> {
                    exchange.send(EventStreamMessages.exception("modelStreamErrorException", "The model failed."));
                    exchange.end();
                }
                case STAYS_OPEN -> exchange.awaitClientClose();
            }
        }
    }

    private static byte[] message(StoryChunk chunk) {
        if (chunk instanceof StoryChunk.Start) {
            return EventStreamMessages.START;
        } else if (chunk instanceof StoryChunk.Text text) {
            return EventStreamMessages.text(text.text());
        } else if (chunk instanceof StoryChunk.BlockEnd) {
            return EventStreamMessages.event("contentBlockStop", "{\"contentBlockIndex\":0}");
        } else if (chunk instanceof StoryChunk.Stop) {
            return EventStreamMessages.stop("end_turn");
        } else if (chunk instanceof StoryChunk.Usage usage) {
            return EventStreamMessages.event(
                    "metadata",
                    "{\"usage\":{\"inputTokens\":" + usage.inputTokens() + ",\"outputTokens\":" + usage.outputTokens()
                            + ",\"totalTokens\":0}}");
        }
        throw new AssertionError("no script of the contract has " + chunk);
    }
}
