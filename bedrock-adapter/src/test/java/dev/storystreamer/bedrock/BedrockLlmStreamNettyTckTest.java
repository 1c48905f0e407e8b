package dev.storystreamer.bedrock;

public class BedrockLlmStreamNettyTckTest extends LlmStreamVerification {

    public BedrockLlmStreamNettyTckTest() {
        super(HttpClientKind.NETTY_HTTP1);
    }
}
