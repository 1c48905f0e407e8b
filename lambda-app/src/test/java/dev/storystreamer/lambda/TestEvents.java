package dev.storystreamer.lambda;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2WebSocketEvent;

/** Events of the WebSocket API. */
final class TestEvents {

    private TestEvents() {}

    static APIGatewayV2WebSocketEvent message(String connectionId, String body) {
        return event("$default", connectionId, body);
    }

    static APIGatewayV2WebSocketEvent event(String route, String connectionId, String body) {
        APIGatewayV2WebSocketEvent.RequestContext request = new APIGatewayV2WebSocketEvent.RequestContext();
        request.setRouteKey(route);
        request.setConnectionId(connectionId);
        request.setRequestId("request-1=");
        request.setDomainName("abc.execute-api.us-east-1.amazonaws.com");
        request.setStage("prod");
        APIGatewayV2WebSocketEvent event = new APIGatewayV2WebSocketEvent();
        event.setRequestContext(request);
        event.setBody(body);
        return event;
    }
}
