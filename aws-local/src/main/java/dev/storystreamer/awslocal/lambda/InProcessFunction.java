package dev.storystreamer.awslocal.lambda;

import static java.util.Objects.requireNonNull;

import com.amazonaws.services.lambda.runtime.CustomPojoSerializer;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.serialization.PojoSerializer;
import com.amazonaws.services.lambda.runtime.serialization.events.LambdaEventSerializers;
import com.amazonaws.services.lambda.runtime.serialization.factories.JacksonFactory;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.util.ServiceLoader;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A handler in this process, behind the serializer that Lambda's Java runtime uses. */
final class InProcessFunction<I, O> implements LambdaFunction {

    private final RequestHandler<I, O> handler;
    private final Class<I> eventType;
    private final CustomPojoSerializer serializer;
    private final Consumer<String> log;

    InProcessFunction(RequestHandler<I, O> handler, Class<I> eventType, Consumer<String> log) {
        this.handler = requireNonNull(handler, "handler");
        this.eventType = requireNonNull(eventType, "eventType");
        this.log = requireNonNull(log, "log");
        // As in the runtime interface client's EventHandlerLoader, the function's own serializer has priority.
        this.serializer = ServiceLoader.load(
                        CustomPojoSerializer.class, handler.getClass().getClassLoader())
                .findFirst()
                .orElseGet(RuntimeSerializer::new);
    }

    @Override
    public byte[] invoke(byte[] event, Invocation invocation) {
        I input = serializer.fromJson(new ByteArrayInputStream(event), eventType);
        return json(handler.handleRequest(input, new InProcessContext(invocation, log)));
    }

    private byte[] json(@Nullable Object result) {
        if (result == null) {
            return "null".getBytes(StandardCharsets.UTF_8);
        }
        var out = new ByteArrayOutputStream();
        serializer.toJson(result, out, result.getClass());
        return out.toByteArray();
    }

    /** The serializer of the runtime. All types here are classes. */
    @SuppressWarnings("TypeParameterUnusedInFormals") // declared by the interface
    private static final class RuntimeSerializer implements CustomPojoSerializer {

        @Override
        public <T> T fromJson(InputStream input, Type type) {
            return RuntimeSerializer.<T>of(type).fromJson(input);
        }

        @Override
        public <T> T fromJson(String input, Type type) {
            return RuntimeSerializer.<T>of(type).fromJson(input);
        }

        @Override
        public <T> void toJson(T value, OutputStream output, Type type) {
            RuntimeSerializer.<T>of(type).toJson(value, output);
        }

        @SuppressWarnings("unchecked") // a serializer reads and writes the type that it was created for
        private static <T> PojoSerializer<T> of(Type type) {
            Class<T> classOfType = (Class<T>) type;
            if (LambdaEventSerializers.isLambdaSupportedEvent(classOfType.getName())) {
                return LambdaEventSerializers.serializerFor(classOfType, classOfType.getClassLoader());
            }
            return JacksonFactory.getInstance().getSerializer(classOfType);
        }
    }
}
