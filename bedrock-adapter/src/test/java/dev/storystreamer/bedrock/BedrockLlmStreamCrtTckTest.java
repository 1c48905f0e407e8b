package dev.storystreamer.bedrock;

public class BedrockLlmStreamCrtTckTest extends LlmStreamVerification {

    public BedrockLlmStreamCrtTckTest() {
        super(HttpClientKind.CRT_HTTP1);
    }
}
