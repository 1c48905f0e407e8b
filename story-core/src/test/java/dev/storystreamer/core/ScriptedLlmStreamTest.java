package dev.storystreamer.core;

import dev.storystreamer.core.testkit.LlmStreamContract;
import dev.storystreamer.core.testkit.Script;
import dev.storystreamer.core.testkit.ScriptedLlmStream;

class ScriptedLlmStreamTest extends LlmStreamContract {

    private ScriptedLlmStream stream;

    @Override
    protected LlmStream streamThatPlays(Script script) {
        stream = new ScriptedLlmStream(script);
        return stream;
    }

    @Override
    protected void awaitCallOver() {
        stream.awaitCancelled();
    }
}
