package dev.storystreamer.benchmarks;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2WebSocketEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2WebSocketResponse;
import dev.storystreamer.benchmarks.Adapters.HttpClients;
import dev.storystreamer.core.RelayOptions;
import dev.storystreamer.core.StoryRelay;
import java.security.SecureRandom;

/** Our relay and adapters over the HTTP clients that {@code BEDROCK_HTTP} and {@code POSTS_HTTP} of the environment name. */
public final class HttpClientsHandler
        implements RequestHandler<APIGatewayV2WebSocketEvent, APIGatewayV2WebSocketResponse> {

    private final Adapters adapters = Adapters.create(
            HttpClients.valueOf(System.getenv("BEDROCK_HTTP")), HttpClients.valueOf(System.getenv("POSTS_HTTP")));
    private final StoryRelay relay =
            new StoryRelay(adapters.model(), adapters.scheduler(), new SecureRandom(), RelayOptions.DEFAULTS);

    @Override
    public APIGatewayV2WebSocketResponse handleRequest(APIGatewayV2WebSocketEvent event, Context context) {
        return adapters.handle(
                event,
                context,
                (story, client, timeLeft) -> relay.start(story, client, timeLeft, Runnable::run)
                        .receipt()
                        .toCompletableFuture()
                        .join());
    }
}
