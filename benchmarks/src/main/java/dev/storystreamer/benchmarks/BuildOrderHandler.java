package dev.storystreamer.benchmarks;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2WebSocketEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2WebSocketResponse;
import dev.storystreamer.lambda.StoryHandler;
import java.util.concurrent.FutureTask;
import software.amazon.awssdk.http.crt.AwsCrtAsyncHttpClient;

/** Our own handler, built when {@code BUILD_ORDER} of the environment says; the deployed one is built before it is ready. */
public final class BuildOrderHandler
        implements RequestHandler<APIGatewayV2WebSocketEvent, APIGatewayV2WebSocketResponse> {

    /** When the clients are built. */
    enum Order {
        /** By the first request, which waits for it. */
        LAZILY,
        /** By a second thread while the runtime client starts; the first request waits for the rest. */
        BESIDE_THE_RUNTIME,
        /** Before it is ready, while a second thread loads the HTTP client and its native code. */
        IN_PARALLEL
    }

    private final FutureTask<StoryHandler> handler = new FutureTask<>(StoryHandler::new);

    /** Begins to build. */
    public BuildOrderHandler() {
        switch (Order.valueOf(System.getenv("BUILD_ORDER"))) {
            case LAZILY -> {}
            case BESIDE_THE_RUNTIME -> new Thread(handler, "build").start();
            case IN_PARALLEL -> {
                new Thread(() -> AwsCrtAsyncHttpClient.create().close(), "build").start();
                handler.run();
            }
        }
    }

    @Override
    public APIGatewayV2WebSocketResponse handleRequest(APIGatewayV2WebSocketEvent event, Context context) {
        handler.run(); // returns at once if it runs or ran already
        try {
            return handler.get().handleRequest(event, context);
        } catch (Exception e) {
            throw new IllegalStateException("the handler was not built", e);
        }
    }
}
