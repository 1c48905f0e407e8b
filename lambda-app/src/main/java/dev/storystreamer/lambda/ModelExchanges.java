package dev.storystreamer.lambda;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import software.amazon.awssdk.http.SdkCancellationException;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.http.async.AsyncExecuteRequest;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.http.async.SdkAsyncHttpResponseHandler;

/**
 * The HTTP client for the calls of the model: executes them by another client, and records the cancelled exchanges whose
 * connection is not closed yet. An invocation waits for these before it returns, because Lambda then freezes the process,
 * and a frozen process closes no connection.
 *
 * <p>The future of a cancelled exchange does not report its end: the cancel itself completes it. The CRT client reports the
 * end afterwards, as an error to the response handler or to the subscriber of the body, just before it closes the socket.
 * It reports nothing if the subscription of the body is cancelled, too, or if the response is complete and nobody reads it.
 * Therefore this class does not pass on that cancel, but requests and drops the rest of the body.
 *
 * <p>An HTTP client cannot know to which story a request belongs. A running exchange of another story is not waited for,
 * since it is not cancelled. If several stories in one process end at the same time, each of them waits for the cancelled
 * exchanges of all, and an exchange that stays open is counted once. Thread-safe.
 */
final class ModelExchanges implements SdkAsyncHttpClient {

    /** The CRT client reports the end of an exchange shortly before its event loop closes the socket. */
    private static final int SOCKET_CLOSE_MILLIS = 10;

    private final SdkAsyncHttpClient http;
    private final Set<Exchange> cancelled = ConcurrentHashMap.newKeySet();

    /** Creates a client that executes requests by {@code http}, which {@link #close} closes. */
    ModelExchanges(SdkAsyncHttpClient http) {
        this.http = http;
    }

    @Override
    public CompletableFuture<Void> execute(AsyncExecuteRequest request) {
        Exchange exchange = new Exchange(request.responseHandler());
        AsyncExecuteRequest.Builder observed = AsyncExecuteRequest.builder()
                .request(request.request())
                .requestContentPublisher(request.requestContentPublisher())
                .responseHandler(exchange)
                .fullDuplex(request.fullDuplex())
                .httpExecutionAttributes(request.httpExecutionAttributes());
        request.metricCollector().ifPresent(observed::metricCollector);
        CompletableFuture<Void> response = http.execute(observed.build());
        var unused = response.whenComplete((nothing, failure) -> {
            if (failure == null) {
                exchange.result.complete(null);
            } else {
                exchange.result.completeExceptionally(failure);
            }
        });
        unused = exchange.result.whenComplete((nothing, failure) -> {
            if (exchange.result.isCancelled()) {
                exchange.cancelled();
                response.cancel(true);
            } else {
                exchange.ended.complete(null);
            }
        });
        return exchange.result;
    }

    /**
     * Waits until each cancelled exchange has ended, or the timeout has expired.
     *
     * @return the number of exchanges that have not ended; later calls do not wait for these
     */
    int awaitCancelled(Duration timeout) {
        List<Exchange> waiting = List.copyOf(cancelled);
        try {
            CompletableFuture.allOf(
                            waiting.stream().map(exchange -> exchange.ended).toArray(CompletableFuture<?>[]::new))
                    .get(timeout.toNanos(), TimeUnit.NANOSECONDS);
            if (!waiting.isEmpty()) {
                TimeUnit.MILLISECONDS.sleep(SOCKET_CLOSE_MILLIS);
            }
        } catch (TimeoutException | ExecutionException e) {
            // counted below
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return (int) waiting.stream()
                .filter(exchange -> !exchange.ended.isDone() && cancelled.remove(exchange))
                .count();
    }

    @Override
    public String clientName() {
        return http.clientName();
    }

    @Override
    public void close() {
        http.close();
    }

    /** One request and its response. */
    private final class Exchange implements SdkAsyncHttpResponseHandler {

        private final SdkAsyncHttpResponseHandler handler;
        private final CompletableFuture<Void> result = new CompletableFuture<>();
        private final CompletableFuture<Void> ended = new CompletableFuture<>();
        private volatile @Nullable Body body;

        Exchange(SdkAsyncHttpResponseHandler handler) {
            this.handler = handler;
        }

        void cancelled() {
            cancelled.add(this);
            var unused = ended.thenRun(() -> cancelled.remove(this));
            dropBody();
        }

        private void dropBody() {
            Body current = body;
            if (current != null) {
                current.cancel();
            }
        }

        @Override
        public void onHeaders(SdkHttpResponse headers) {
            handler.onHeaders(headers);
        }

        @Override
        public void onStream(Publisher<ByteBuffer> bytes) {
            Body read = new Body(bytes, this);
            body = read;
            handler.onStream(read);
            if (result.isCancelled()) {
                dropBody();
            }
        }

        /** Called at the cancel, too, with an exception of its own. */
        @Override
        public void onError(Throwable failure) {
            try {
                handler.onError(failure);
            } finally {
                if (!(failure instanceof SdkCancellationException)) {
                    ended.complete(null);
                }
            }
        }
    }

    /** The body of a response, for one subscriber. A cancel is not passed on: it drops the rest. */
    private static final class Body implements Publisher<ByteBuffer>, Subscriber<ByteBuffer>, Subscription {

        private final Publisher<ByteBuffer> bytes;
        private final Exchange exchange;
        private final AtomicBoolean subscribed = new AtomicBoolean();
        private volatile boolean dropped;
        private volatile @Nullable Subscriber<? super ByteBuffer> subscriber; // null if dropped before it was read
        private volatile @Nullable Subscription subscription;

        Body(Publisher<ByteBuffer> bytes, Exchange exchange) {
            this.bytes = bytes;
            this.exchange = exchange;
        }

        @Override
        public void subscribe(Subscriber<? super ByteBuffer> reader) {
            if (subscribed.compareAndSet(false, true)) {
                subscriber = reader;
                bytes.subscribe(this);
            } else {
                bytes.subscribe(reader); // which rejects a second one
            }
        }

        @Override
        public void cancel() {
            dropped = true;
            if (subscribed.compareAndSet(false, true)) {
                bytes.subscribe(this);
            } else {
                request(Long.MAX_VALUE); // so that the end is reported
            }
        }

        @Override
        public void request(long n) {
            Subscription upstream = subscription;
            if (upstream != null) {
                upstream.request(n);
            }
        }

        @Override
        public void onSubscribe(Subscription upstream) {
            subscription = upstream;
            Subscriber<? super ByteBuffer> reader = subscriber;
            if (reader != null) {
                reader.onSubscribe(this); // RS 1.9: also if the body is dropped already
            }
            if (dropped) {
                request(Long.MAX_VALUE);
            }
        }

        @Override
        public void onNext(ByteBuffer next) {
            Subscriber<? super ByteBuffer> reader = reader();
            if (reader != null) {
                reader.onNext(next);
            } else {
                exchange.result.cancel(true); // as the CRT client does if the body was cancelled
            }
        }

        @Override
        public void onError(Throwable failure) {
            Subscriber<? super ByteBuffer> reader = reader();
            if (reader != null) {
                reader.onError(failure);
            }
            exchange.ended.complete(null);
        }

        @Override
        public void onComplete() {
            Subscriber<? super ByteBuffer> reader = reader();
            if (reader != null) {
                reader.onComplete();
            }
            exchange.ended.complete(null);
        }

        private @Nullable Subscriber<? super ByteBuffer> reader() {
            return dropped ? null : subscriber;
        }
    }
}
