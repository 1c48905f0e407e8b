package dev.storystreamer.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.storystreamer.bedrock.BedrockEndpoint;
import dev.storystreamer.bedrock.BedrockHttpLlmStream;
import dev.storystreamer.bedrock.BedrockOptions;
import dev.storystreamer.core.LlmStream;
import dev.storystreamer.core.StoryChunk;
import dev.storystreamer.core.StoryRequest;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.infra.Blackhole;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.async.SdkPublisher;
import software.amazon.awssdk.eventstream.HeaderValue;
import software.amazon.awssdk.eventstream.Message;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.http.async.AsyncExecuteRequest;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.regions.Region;

/**
 * What it costs to turn the bytes of Bedrock's events into chunks: whole stories, from an HTTP client that has them ready,
 * each event a piece of its own. A story's request is made and signed once, which is a part of what is counted.
 */
public class EventsBenchmark extends MicroBenchmark {

    private static final StoryRequest REQUEST = StoryRequest.about("CATS");

    private final LlmStream model = BedrockHttpLlmStream.create(
            new BedrockEndpoint(
                    URI.create("http://127.0.0.1:1"),
                    Region.US_EAST_1,
                    StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local"))),
            new ReadyClient(),
            BedrockOptions.of("a-model"));

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

    /** An HTTP client that answers every request at once, on the caller's thread. */
    private static final class ReadyClient implements SdkAsyncHttpClient {

        private static final SdkHttpResponse OK =
                SdkHttpResponse.builder().statusCode(200).build();

        private final List<ByteBuffer> frames =
                Deltas.texts().stream().map(ReadyClient::frame).toList();

        private static ByteBuffer frame(String text) {
            Map<String, HeaderValue> headers = Map.of(
                    ":event-type", HeaderValue.fromString("contentBlockDelta"),
                    ":content-type", HeaderValue.fromString("application/json"),
                    ":message-type", HeaderValue.fromString("event"));
            String payload = "{\"contentBlockIndex\":0,\"delta\":{\"text\":\"" + text
                    + "\"},\"p\":\"abcdefghijklmnopqrstuvwxyz\"}";
            return new Message(headers, payload.getBytes(UTF_8)).toByteBuffer();
        }

        @Override
        public CompletableFuture<Void> execute(AsyncExecuteRequest request) {
            request.responseHandler().onHeaders(OK);
            request.responseHandler().onStream(SdkPublisher.fromIterable(frames).map(ByteBuffer::duplicate));
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public void close() {}
    }
}
