package dev.storystreamer.awslocal.lambda;

import static java.util.Objects.requireNonNull;

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
 * The side of Lambda that a runtime talks to: hands out invocations, takes their answers. Thread-safe.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html">Lambda runtime API</a>
 */
final class RuntimeApi extends Handler.Abstract {

    private static final String PREFIX = "/2018-06-01/runtime/";
    private static final Pattern RESULT = Pattern.compile(PREFIX + "invocation/([^/]+)/(response|error)");
    private static final int MAX_ANSWER_BYTES = 8 << 20;

    /** Calls that no runtime has asked for yet, and askers that no call was there for: one of the two is empty. */
    private final Queue<Call> waiting = new ArrayDeque<>(); // guarded by this

    private final Queue<CompletableFuture<Call>> asking = new ArrayDeque<>(); // guarded by this
    private @Nullable String gone; // why there is no runtime any more; guarded by this

    private final Map<String, Call> unanswered = new ConcurrentHashMap<>();
    private final CompletableFuture<Long> ready = new CompletableFuture<>();

    /** Completes when the runtime first asks for work, with the reading of {@link System#nanoTime}. */
    CompletableFuture<Long> ready() {
        return ready;
    }

    CompletableFuture<byte[]> submit(byte[] event, Invocation invocation) {
        Call call = new Call(event, invocation);
        CompletableFuture<Call> asker;
        synchronized (this) {
            if (gone != null) {
                return CompletableFuture.failedFuture(new FunctionErrorException(gone));
            }
            unanswered.put(invocation.requestId(), call);
            asker = asking.poll();
            if (asker == null) {
                waiting.add(call);
            }
        }
        if (asker != null) {
            asker.complete(call);
        }
        return call.answer();
    }

    /** A runtime may ask as often at once as it has threads; no thread of ours waits for the next call. */
    private synchronized CompletableFuture<Call> next() {
        CompletableFuture<Call> asker = new CompletableFuture<>();
        Call call = waiting.poll();
        if (call != null) {
            asker.complete(call);
        } else {
            asking.add(asker);
        }
        return asker;
    }

    /** Lets every call fail, those to come too: the process is gone. */
    void fail(String why) {
        synchronized (this) {
            gone = gone == null ? why : gone;
            waiting.clear();
        }
        ready.completeExceptionally(new IllegalStateException(why));
        unanswered.values().forEach(call -> call.answer().completeExceptionally(new FunctionErrorException(why)));
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        String path = request.getHttpURI().getPath();
        Matcher result = RESULT.matcher(path);
        if (path.equals(PREFIX + "invocation/next")) {
            ready.complete(System.nanoTime());
            CompletableFutures.whenDone(next(), call -> handOut(call, response, callback), callback::failed);
        } else if (result.matches()) {
            take(result.group(1), result.group(2).equals("error"), request, response, callback);
        } else if (path.equals(PREFIX + "restore/next")) {
            HttpResponses.empty(response, 200, callback);
        } else {
            CompletableFutures.whenDone(
                    HttpBodies.read(request, MAX_ANSWER_BYTES),
                    body -> report(new String(body, StandardCharsets.UTF_8), response, callback),
                    failure -> report(String.valueOf(failure.getMessage()), response, callback));
        }
        return true;
    }

    private void handOut(Call call, Response response, Callback callback) {
        Invocation invocation = call.invocation();
        response.getHeaders()
                .put("Lambda-Runtime-Aws-Request-Id", invocation.requestId())
                .put(
                        "Lambda-Runtime-Deadline-Ms",
                        Long.toString(invocation.deadline().toEpochMilli()))
                .put("Lambda-Runtime-Invoked-Function-Arn", invocation.functionArn())
                .put(new HttpField(HttpHeader.CONTENT_TYPE, "application/json"));
        response.setStatus(200);
        response.write(true, ByteBuffer.wrap(call.event()), callback);
    }

    private void take(String id, boolean error, Request request, Response response, Callback callback) {
        Optional<Call> call = Optional.ofNullable(unanswered.remove(id));
        CompletableFutures.whenDone(
                HttpBodies.read(request, MAX_ANSWER_BYTES),
                body -> {
                    call.ifPresent(known -> settle(known.answer(), error, body));
                    accept(response, callback);
                },
                failure -> {
                    call.ifPresent(known -> known.answer().completeExceptionally(failure));
                    accept(response, callback);
                });
    }

    private static void settle(CompletableFuture<byte[]> answer, boolean error, byte[] body) {
        if (error) {
            answer.completeExceptionally(new FunctionErrorException(new String(body, StandardCharsets.UTF_8)));
        } else {
            answer.complete(body);
        }
    }

    /** The runtime could not start the function. */
    private void report(String why, Response response, Callback callback) {
        fail(why);
        accept(response, callback);
    }

    private static void accept(Response response, Callback callback) {
        HttpResponses.json(response, 202, "{\"status\":\"OK\"}", callback);
    }

    private static final class Call {

        private final byte[] event;
        private final Invocation invocation;
        private final CompletableFuture<byte[]> answer = new CompletableFuture<>();

        Call(byte[] event, Invocation invocation) {
            this.event = requireNonNull(event, "event");
            this.invocation = invocation;
        }

        byte[] event() {
            return event;
        }

        Invocation invocation() {
            return invocation;
        }

        CompletableFuture<byte[]> answer() {
            return answer;
        }
    }
}
