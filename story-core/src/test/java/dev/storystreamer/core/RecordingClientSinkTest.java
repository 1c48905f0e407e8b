package dev.storystreamer.core;

import dev.storystreamer.core.testkit.ClientSinkContract;
import dev.storystreamer.core.testkit.RecordingClientSink;
import java.util.List;

class RecordingClientSinkTest extends ClientSinkContract {

    private RecordingClientSink sink;

    @Override
    protected ClientSink sinkToAnOpenClient() {
        sink = RecordingClientSink.acceptingAtOnce();
        return sink;
    }

    @Override
    protected ClientSink sinkToAClientThatLeft() {
        return RecordingClientSink.refusing(message -> new ClientGoneException("left", ClientSink.Delivery.NONE, null));
    }

    @Override
    protected ClientSink sinkThatIsRefused() {
        return RecordingClientSink.refusing(
                message -> new ClientSinkException("refused", ClientSink.Delivery.NONE, null));
    }

    @Override
    protected List<String> frames() {
        return sink.frames();
    }

    @Override
    protected String textOf(List<String> frames) {
        StringBuilder text = new StringBuilder();
        for (String frame : frames) {
            if (frame.startsWith("T")) {
                text.append(frame, 1, frame.length());
            }
        }
        return text.toString();
    }
}
