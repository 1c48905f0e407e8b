package dev.storystreamer.websocket;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.storystreamer.core.Scheduler;
import java.net.URI;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.http.async.AsyncExecuteRequest;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.http.async.SimpleSubscriber;
import software.amazon.awssdk.regions.Region;

/** An HTTP client without a network: each post is answered by the test, on the thread that it chooses. */
final class LocalHttpClient implements SdkAsyncHttpClient {

    private static final URI ENDPOINT = URI.create("https://localhost/prod");

    private final Consumer<Post> server;

    /** @param server receives each post, and answers it at once or later */
    LocalHttpClient(Consumer<Post> server) {
        this.server = server;
    }

    /** One post in flight. */
    static final class Post {

        private final AsyncExecuteRequest request;
        private final String body;
        private final CompletableFuture<Void> exchange = new CompletableFuture<>();

        private Post(AsyncExecuteRequest request, String body) {
            this.request = request;
            this.body = body;
        }

        String body() {
            return body;
        }

        void answer(int status) {
            answer(SdkHttpResponse.builder().statusCode(status).build());
        }

        /** Answers as the service itself does, not a proxy. */
        void answer(int status, String errorType) {
            answer(SdkHttpResponse.builder()
                    .statusCode(status)
                    .putHeader("x-amzn-ErrorType", errorType)
                    .build());
        }

        private void answer(SdkHttpResponse response) {
            request.responseHandler().onHeaders(response);
            request.responseHandler().onStream(AsyncRequestBody.empty());
            exchange.complete(null);
        }

        boolean isEnded() {
            return exchange.isDone();
        }

        boolean isAborted() {
            return exchange.isCancelled();
        }
    }

    @Override
    public CompletableFuture<Void> execute(AsyncExecuteRequest request) {
        var body = new StringBuilder();
        request.requestContentPublisher().subscribe(new SimpleSubscriber(bytes -> body.append(UTF_8.decode(bytes))));
        var post = new Post(request, body.toString());
        server.accept(post);
        return post.exchange;
    }

    @Override
    public void close() {}

    ApiGatewayConnections connections(Scheduler scheduler, PostOptions options) {
        return new ApiGatewayConnections(
                ENDPOINT, Region.EU_WEST_1, ScriptedConnections.PREFETCHED, this, scheduler, new Random(1), options);
    }

    FrameSender sender(Scheduler scheduler, PostOptions options) {
        return new FrameSender(
                new PostToConnection(ENDPOINT, Region.EU_WEST_1, ScriptedConnections.CREDENTIALS, this),
                scheduler,
                new Random(1),
                options);
    }
}
