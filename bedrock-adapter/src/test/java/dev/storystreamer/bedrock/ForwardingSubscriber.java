package dev.storystreamer.bedrock;

import dev.storystreamer.core.StoryChunk;
import dev.storystreamer.core.testkit.RecordingSubscriber;
import java.util.concurrent.Flow;

/** Forwards all signals to a recorder; tests override single ones. */
class ForwardingSubscriber implements Flow.Subscriber<StoryChunk> {

    private final RecordingSubscriber recorder;

    ForwardingSubscriber(RecordingSubscriber recorder) {
        this.recorder = recorder;
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        recorder.onSubscribe(subscription);
    }

    @Override
    public void onNext(StoryChunk chunk) {
        recorder.onNext(chunk);
    }

    @Override
    public void onError(Throwable error) {
        recorder.onError(error);
    }

    @Override
    public void onComplete() {
        recorder.onComplete();
    }
}
