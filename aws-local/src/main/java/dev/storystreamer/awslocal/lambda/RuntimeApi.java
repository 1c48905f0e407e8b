package dev.storystreamer.awslocal.lambda;

import dev.storystreamer.awslocal.concurrent.CompletableFutures;
import dev.storystreamer.awslocal.http.HttpBodies;
import dev.storystreamer.awslocal.http.HttpResponses;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * The Lambda runtime API, which a runtime process calls: it gets invocations and posts their results. Thread-safe.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html">Lambda runtime API</a>
 */
final class RuntimeApi extends Handler.Abstract {

    private static final String PREFIX = "/2018-06-01/runtime/";
    private static final Pattern RESULT = Pattern.compile(PREFIX + "invocation/([^/]+)/(response|error)");
    private static final int MAX_RESULT_BYTES = 8 << 20;

    /** Invocations that no runtime has requested yet. This queue or {@link #requests} is empty. */
    private final Queue<PendingInvocation> invocations = new ArrayDeque<>(); // guarded by this

    /** Requests of the runtime that wait for an invocation. */
    private final Queue<CompletableFuture<PendingInvocation>> requests = new ArrayDeque<>(); // guarded by this

    private @Nullable String failure; // why the runtime is gone; guarded by this

    private final Map<String, PendingInvocation> unfinished = new ConcurrentHashMap<>();
    private final CompletableFuture<Long> ready = new CompletableFuture<>();

    /** Completes at the first request for an invocation, with the reading of {@link System#nanoTime}. */
    CompletableFuture<Long> ready() {
        return ready;
    }

    CompletableFuture<byte[]> submit(byte[] event, Invocation invocation) {
        var pending = new PendingInvocation(event, invocation, new CompletableFuture<>());
        CompletableFuture<PendingInvocation> request;
        synchronized (this) {
            if (failure != null) {
                return CompletableFuture.failedFuture(new FunctionErrorException(failure));
            }
            unfinished.put(invocation.requestId(), pending);
            request = requests.poll();
            if (request == null) {
                invocations.add(pending);
            }
        }
        if (request != null) {
            request.complete(pending);
        }
        return pending.result();
    }

    /** A runtime can have several requests open, one per thread. They wait in the queue and block no thread here. */
    private synchronized CompletableFuture<PendingInvocation> next() {
        PendingInvocation pending = invocations.poll();
        if (pending != null) {
            return CompletableFuture.completedFuture(pending);
        }
        var request = new CompletableFuture<PendingInvocation>();
        requests.add(request);
        return request;
    }

    /** Fails all invocations, later ones included, because the process is gone. */
    void fail(String reason) {
        synchronized (this) {
            failure = failure == null ? reason : failure;
            invocations.clear();
        }
        ready.completeExceptionally(new IllegalStateException(reason));
        unfinished
                .values()
                .forEach(pending -> pending.result().completeExceptionally(new FunctionErrorException(reason)));
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        String path = request.getHttpURI().getPath();
        Matcher result = RESULT.matcher(path);
        if (path.equals(PREFIX + "invocation/next")) {
            ready.complete(System.nanoTime());
            CompletableFutures.whenDone(next(), pending -> writeEvent(pending, response, callback), callback::failed);
        } else if (result.matches()) {
            readResult(result.group(1), result.group(2).equals("error"), request, response, callback);
        } else if (path.equals(PREFIX + "restore/next")) {
            HttpResponses.empty(response, 200, callback);
        } else {
            CompletableFutures.whenDone(
                    HttpBodies.read(request, MAX_RESULT_BYTES),
                    body -> initError(new String(body, StandardCharsets.UTF_8), response, callback),
                    failure -> initError(String.valueOf(failure.getMessage()), response, callback));
        }
        return true;
    }

    private static void writeEvent(PendingInvocation pending, Response response, Callback callback) {
        Invocation invocation = pending.invocation();
        response.getHeaders()
                .put("Lambda-Runtime-Aws-Request-Id", invocation.requestId())
                .put(
                        "Lambda-Runtime-Deadline-Ms",
                        Long.toString(invocation.deadline().toEpochMilli()))
                .put("Lambda-Runtime-Invoked-Function-Arn", invocation.functionArn())
                .put(new HttpField(HttpHeader.CONTENT_TYPE, "application/json"));
        response.setStatus(200);
        response.write(true, ByteBuffer.wrap(pending.event()), callback);
    }

    private void readResult(String id, boolean error, Request request, Response response, Callback callback) {
        Optional<PendingInvocation> pending = Optional.ofNullable(unfinished.remove(id));
        CompletableFutures.whenDone(
                HttpBodies.read(request, MAX_RESULT_BYTES),
                body -> {
                    pending.ifPresent(known -> complete(known.result(), error, body));
                    accepted(response, callback);
                },
                failure -> {
                    pending.ifPresent(known -> known.result().completeExceptionally(failure));
                    accepted(response, callback);
                });
    }

    private static void complete(CompletableFuture<byte[]> result, boolean error, byte[] body) {
        if (error) {
            result.completeExceptionally(new FunctionErrorException(new String(body, StandardCharsets.UTF_8)));
        } else {
            result.complete(body);
        }
    }

    /** Handles a report that the function did not start. */
    private void initError(String report, Response response, Callback callback) {
        fail(report);
        accepted(response, callback);
    }

    private static void accepted(Response response, Callback callback) {
        HttpResponses.json(response, 202, "{\"status\":\"OK\"}", callback);
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record PendingInvocation(byte[] event, Invocation invocation, CompletableFuture<byte[]> result) {}
}
