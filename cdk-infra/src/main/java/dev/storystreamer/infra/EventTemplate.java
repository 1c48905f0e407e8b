package dev.storystreamer.infra;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * The template, in API Gateway's dialect of Velocity, that makes of a message the event which the handler knows. A proxy
 * integration makes that event itself, but API Gateway always waits for a proxy integration.
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
