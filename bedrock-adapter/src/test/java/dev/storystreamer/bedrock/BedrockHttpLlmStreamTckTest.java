package dev.storystreamer.bedrock;

/** Over HTTP alone. */
public class BedrockHttpLlmStreamTckTest extends LlmStreamTck {

    public BedrockHttpLlmStreamTckTest() {
        super(Road.HTTP_CRT_HTTP1);
    }
}
