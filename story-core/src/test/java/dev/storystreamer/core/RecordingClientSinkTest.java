package dev.storystreamer.core;

import dev.storystreamer.core.testkit.ClientSinkContract;
import dev.storystreamer.core.testkit.ManualScheduler;
import dev.storystreamer.core.testkit.RecordingClientSink;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

class RecordingClientSinkTest extends ClientSinkContract {

    private static final int FRAME_CHARS = 1_000;

    private final ManualScheduler scheduler = new ManualScheduler();
    private final List<RecordingClientSink> sinks = new ArrayList<>();

    private ClientSink recorded(RecordingClientSink sink) {
        sinks.add(sink.inFramesOf(FRAME_CHARS).withDeadlinesOf(scheduler));
        return sink;
    }

    @Override
    protected ClientSink sinkToAnOpenClient() {
        return recorded(RecordingClientSink.acceptingAtOnce());
    }

    @Override
    protected ClientSink sinkToAClientThatLeavesAfter(int acceptedFrames) {
        return recorded(RecordingClientSink.leavingAfter(acceptedFrames));
    }

    @Override
    protected ClientSink sinkThatIsRefused() {
        return recorded(RecordingClientSink.refusing(
                message -> new ClientSinkException("refused", ClientSink.Delivery.NONE, null)));
    }

    @Override
    protected ClientSink sinkWithUnansweredFrames() {
        return recorded(RecordingClientSink.answeringManually());
    }

    @Override
    protected void awaitFrame() {}

    @Override
    protected void acceptFrame() {
        sinks.get(0).accept();
    }

    @Override
    protected void acceptAllFrames() {
        sinks.get(0).acceptAll();
    }

    @Override
    protected void passTime(Duration time) {
        scheduler.advance(time);
    }

    @Override
    protected int maxFrameBytes() {
        return 1 + 6 * FRAME_CHARS;
    }

    @Override
    protected List<String> frames() {
        return sinks.stream().flatMap(sink -> sink.frames().stream()).toList();
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
