package dev.storystreamer.infra;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * The request template of API Gateway, written in Velocity, that converts a message to the event that the handler expects.
 * A proxy integration creates the same event, but API Gateway always waits for the result of a proxy integration.
 *
 * @see <a href="https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html">
 *     Mapping template reference</a>
 */
public final class EventTemplate {
    private static final String FILE = "event-template.vtl";

    private EventTemplate() {}

    /** Returns the template's text. */
    public static String text() {
        try (InputStream file = Objects.requireNonNull(EventTemplate.class.getResourceAsStream(FILE), FILE)) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
