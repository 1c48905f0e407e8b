package dev.storystreamer.benchmarks;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2WebSocketEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2WebSocketResponse;
import dev.storystreamer.lambda.StoryHandler;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import software.amazon.awssdk.http.crt.AwsCrtAsyncHttpClient;

/** Our own handler, with all its clients built when and where {@code BUILD_ORDER} of the environment says. */
public final class BuildOrderHandler
        implements RequestHandler<APIGatewayV2WebSocketEvent, APIGatewayV2WebSocketResponse> {

    /** When and where the clients are built; the deployed handler builds them one after the other before it is ready. */
    enum Order {
        /** By the first request, which waits for it. */
        LAZILY {
            @Override
            void begin(FutureTask<StoryHandler> build) {
                // Whoever asks first builds.
            }
        },

        /** Beside the runtime client, which is ready meanwhile; the first request waits for what is left of it. */
        BESIDE_THE_RUNTIME {
            @Override
            void begin(FutureTask<StoryHandler> build) {
                ON_A_THREAD.execute(build);
            }
        },

        /** Before it is ready, while a second thread loads the HTTP client and its native code. */
        IN_PARALLEL {
            @Override
            void begin(FutureTask<StoryHandler> build) {
                ON_A_THREAD.execute(
                        () -> AwsCrtAsyncHttpClient.builder().build().close());
                build.run();
            }
        };

        private static final Executor ON_A_THREAD = task -> new Thread(task, "build").start();

        abstract void begin(FutureTask<StoryHandler> build);
    }

    private final FutureTask<StoryHandler> handler = new FutureTask<>(StoryHandler::new);

    /** Builds what is to be built before the first request. */
    public BuildOrderHandler() {
        Order.valueOf(System.getenv("BUILD_ORDER")).begin(handler);
    }

    @Override
    public APIGatewayV2WebSocketResponse handleRequest(APIGatewayV2WebSocketEvent event, Context context) {
        handler.run(); // does nothing if it has begun already
        try {
            return handler.get().handleRequest(event, context);
        } catch (Exception e) {
            throw new IllegalStateException("the handler was not built", e);
        }
    }
}
