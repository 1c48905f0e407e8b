package dev.storystreamer.bedrock;

/** Through the SDK's client. */
public class BedrockLlmStreamTckTest extends LlmStreamTck {

    public BedrockLlmStreamTckTest() {
        super(Road.SDK_NETTY_HTTP1);
    }
}
