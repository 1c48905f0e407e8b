package dev.storystreamer.benchmarks;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2WebSocketEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2WebSocketResponse;
import dev.storystreamer.protocol.ClientRequest;
import dev.storystreamer.protocol.ClientRequestParser;
import dev.storystreamer.protocol.RequestLimits;
import java.util.function.Function;

/** How the variants of our own handler read an event and answer it: as the deployed one does, where they tell a story. */
final class StoryRequests {

    private final ClientRequestParser parser = new ClientRequestParser(RequestLimits.DEFAULTS, false);

    /**
     * Answers an event.
     *
     * @param telling tells one story to its end; returns whether it could
     */
    APIGatewayV2WebSocketResponse answer(
            APIGatewayV2WebSocketEvent event, Function<ClientRequest.Start, Boolean> telling) {
        APIGatewayV2WebSocketResponse response = new APIGatewayV2WebSocketResponse();
        response.setStatusCode(200);
        if (event.getRequestContext().getRouteKey().equals("$default")) {
            boolean told =
                    parser.parse(event.getBody(), "story", "request").match(telling, abort -> false, reply -> false);
            response.setBody("told: " + told);
        }
        return response;
    }
}
