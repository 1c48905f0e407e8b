package dev.storystreamer.awslocal.http;

import java.util.Optional;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/** Responds with JSON, as AWS does, to requests that Jetty rejects before they reach a handler. */
final class JsonErrorHandler extends ErrorHandler {

    @Override
    protected void generateResponse(
            Request request,
            Response response,
            int code,
            @Nullable String message,
            @Nullable Throwable cause,
            Callback callback) {
        String text = Optional.ofNullable(message).orElseGet(() -> HttpStatus.getMessage(code));
        HttpResponses.json(response, code, HttpResponses.messageBody(text), callback);
    }
}
