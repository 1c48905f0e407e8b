package dev.storystreamer.awslocal.apigateway;

import java.time.Duration;

/**
 * The ceilings of API Gateway's WebSocket APIs. Where the documentation says KB, 1,024 bytes are meant here, and a size
 * of exactly the ceiling is let through: neither is documented.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-execution-service-websocket-limits-table.html">Quotas
 *     for WebSocket APIs</a>
 */
public final class Quotas {

    /** A frame from the client; the connection is closed with 1009 above it. */
    public static final int FRAME_BYTES = 32 * 1024;

    /** A message from the client or to it; 1009 to the client, 413 to whoever posts. */
    public static final int MESSAGE_BYTES = 128 * 1024;

    /** How long a synchronous integration may take. */
    public static final Duration INTEGRATION_TIMEOUT = Duration.ofSeconds(29);

    /** How long a connection may be silent both ways. */
    public static final Duration IDLE = Duration.ofMinutes(10);

    /** How long a connection may last. */
    public static final Duration CONNECTION = Duration.ofHours(2);

    /**
     * What may wait for a client that does not read before posts are answered with 429. The real threshold is not
     * documented.
     */
    public static final int UNREAD_BYTES = 1024 * 1024;

    private Quotas() {}
}
