package dev.storystreamer.awslocal.lambda;

import com.amazonaws.services.lambda.runtime.RequestHandler;
import java.util.function.Consumer;

/** A Lambda function: JSON in, JSON out. It must support concurrent invocations. */
@FunctionalInterface
public interface LambdaFunction {

    /**
     * Runs the function once and blocks until it returns.
     *
     * @param event the event, JSON in UTF-8
     * @param invocation the id and the deadline of this invocation
     * @return the response, JSON in UTF-8
     * @throws Exception what the function throws; the caller gets it as a function error
     */
    public byte[] invoke(byte[] event, Invocation invocation) throws Exception;

    /**
     * Runs a handler in this process. As in Lambda, events and responses pass through the serializer of the Java runtime, or
     * through the handler's own ({@link com.amazonaws.services.lambda.runtime.CustomPojoSerializer}).
     *
     * @param <I> the handler's event
     * @param <O> the handler's response
     * @param handler the handler; the caller closes it
     * @param eventType the class of its event
     * @return a function that calls the handler; its log goes to standard error
     */
    public static <I, O> LambdaFunction of(RequestHandler<I, O> handler, Class<I> eventType) {
        return of(handler, eventType, System.err::println);
    }

    /**
     * Runs a handler in this process, as {@link #of(RequestHandler, Class)} does.
     *
     * @param <I> the handler's event
     * @param <O> the handler's response
     * @param handler the handler; the caller closes it
     * @param eventType the class of its event
     * @param log gets each line that the handler logs, on any thread
     * @return a function that calls the handler
     */
    public static <I, O> LambdaFunction of(RequestHandler<I, O> handler, Class<I> eventType, Consumer<String> log) {
        return new InProcessFunction<>(handler, eventType, log);
    }
}
