package dev.storystreamer.benchmarks;

import dev.storystreamer.bedrock.BedrockLlmStream;
import dev.storystreamer.bedrock.BedrockOptions;
import dev.storystreamer.core.LlmStream;
import dev.storystreamer.core.StoryChunk;
import dev.storystreamer.core.StoryRequest;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.infra.Blackhole;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import software.amazon.awssdk.core.async.SdkPublisher;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;
import software.amazon.awssdk.services.bedrockruntime.model.ContentBlockDelta;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamOutput;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamRequest;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamResponseHandler;

/** What it costs to turn an event of Bedrock's into a chunk: whole stories, from an SDK client that has them ready. */
public class EventsBenchmark extends MicroBenchmark {

    private static final StoryRequest REQUEST = StoryRequest.about("CATS");

    private final LlmStream model = BedrockLlmStream.create(new ReadyClient(), BedrockOptions.of("a-model"));

    /**
     * Asks for one story and takes all of it.
     *
     * @param taken what a chunk is given to
     */
    @Benchmark
    @OperationsPerInvocation(Deltas.STORY)
    public void eventToChunk(Blackhole taken) {
        model.stream(REQUEST).subscribe(new Taker(taken));
    }

    private record Taker(Blackhole taken) implements Flow.Subscriber<StoryChunk> {
        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(StoryChunk chunk) {
            taken.consume(chunk);
        }

        @Override
        public void onError(Throwable failure) {
            throw new IllegalStateException(failure);
        }

        @Override
        public void onComplete() {
            taken.consume(this);
        }
    }

    /** An SDK client that answers every call at once, on the caller's thread. */
    private static final class ReadyClient implements BedrockRuntimeAsyncClient {

        private final List<ConverseStreamOutput> events = Deltas.texts().stream()
                .map(text -> ConverseStreamOutput.contentBlockDeltaBuilder()
                        .contentBlockIndex(0)
                        .delta(ContentBlockDelta.fromText(text))
                        .build())
                .map(ConverseStreamOutput.class::cast)
                .toList();

        @Override
        public CompletableFuture<Void> converseStream(
                ConverseStreamRequest request, ConverseStreamResponseHandler handler) {
            Publisher<ConverseStreamOutput> answer = this::play;
            handler.onEventStream(SdkPublisher.adapt(answer));
            return CompletableFuture.completedFuture(null);
        }

        private void play(Subscriber<? super ConverseStreamOutput> listener) {
            listener.onSubscribe(new Subscription() {
                @Override
                public void request(long n) {
                    events.forEach(listener::onNext);
                    listener.onComplete();
                }

                @Override
                public void cancel() {}
            });
        }

        @Override
        public String serviceName() {
            return SERVICE_NAME;
        }

        @Override
        public void close() {}
    }
}
