package dev.storystreamer.awslocal;

import static java.util.Objects.requireNonNull;

import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.serialization.PojoSerializer;
import com.amazonaws.services.lambda.runtime.serialization.events.LambdaEventSerializers;
import com.amazonaws.services.lambda.runtime.serialization.factories.JacksonFactory;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A handler of this process behind the serializer that Lambda's Java runtime uses. */
final class HandlerFunction<I, O> implements LambdaFunction {

    private final RequestHandler<I, O> handler;
    private final PojoSerializer<I> events;

    HandlerFunction(RequestHandler<I, O> handler, Class<I> eventType) {
        this.handler = requireNonNull(handler, "handler");
        this.events = serializer(eventType);
    }

    @Override
    public byte[] invoke(byte[] event, Invocation invocation) {
        I input = events.fromJson(new ByteArrayInputStream(event));
        return json(handler.handleRequest(input, new LocalContext(invocation)));
    }

    private static byte[] json(@Nullable Object answer) {
        if (answer == null) {
            return "null".getBytes(StandardCharsets.UTF_8);
        }
        var out = new ByteArrayOutputStream();
        write(answer.getClass(), answer, out);
        return out.toByteArray();
    }

    private static <T> void write(Class<T> type, Object answer, ByteArrayOutputStream out) {
        serializer(type).toJson(type.cast(answer), out);
    }

    // The choice is that of the runtime interface client's EventHandlerLoader.
    private static <T> PojoSerializer<T> serializer(Class<T> type) {
        if (LambdaEventSerializers.isLambdaSupportedEvent(type.getName())) {
            return LambdaEventSerializers.serializerFor(type, type.getClassLoader());
        }
        return JacksonFactory.getInstance().getSerializer(type);
    }
}
