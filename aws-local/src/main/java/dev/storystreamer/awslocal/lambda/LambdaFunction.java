package dev.storystreamer.awslocal.lambda;

import com.amazonaws.services.lambda.runtime.RequestHandler;
import java.util.function.Consumer;

/** A Lambda function, as its callers see it: JSON text in, JSON text out. Must bear concurrent calls. */
@FunctionalInterface
public interface LambdaFunction {

    /**
     * Runs the function once; blocks until it has answered.
     *
     * @param event the event, JSON in UTF-8
     * @param invocation what Lambda tells the function of this call
     * @return the answer, JSON in UTF-8
     * @throws Exception what the function threw: a function error to its caller
     */
    public byte[] invoke(byte[] event, Invocation invocation) throws Exception;

    /**
     * Runs a handler in this process. Events and answers pass through the serializer of Lambda's Java runtime, or the
     * one that the handler brings as a service ({@link com.amazonaws.services.lambda.runtime.CustomPojoSerializer}), so the
     * handler is given what it would be given there.
     *
     * @param <I> the handler's event
     * @param <O> the handler's answer
     * @param handler the handler; stays the caller's to close
     * @param eventType the class of its event
     * @return a function that calls the handler; what it logs goes to standard error
     */
    public static <I, O> LambdaFunction of(RequestHandler<I, O> handler, Class<I> eventType) {
        return of(handler, eventType, System.err::println);
    }

    /**
     * Runs a handler in this process, as {@link #of(RequestHandler, Class)} does.
     *
     * @param <I> the handler's event
     * @param <O> the handler's answer
     * @param handler the handler; stays the caller's to close
     * @param eventType the class of its event
     * @param log takes each line that the handler logs, on any thread
     * @return a function that calls the handler
     */
    public static <I, O> LambdaFunction of(RequestHandler<I, O> handler, Class<I> eventType, Consumer<String> log) {
        return new InProcessFunction<>(handler, eventType, log);
    }
}
