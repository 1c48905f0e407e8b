package dev.storystreamer.awslocal.apigateway;

import java.time.Duration;

/**
 * The quotas of API Gateway's WebSocket APIs. One KB is 1,024 bytes here, and a size equal to the quota is accepted; AWS
 * documents neither.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-execution-service-websocket-limits-table.html">Quotas
 *     for WebSocket APIs</a>
 */
final class Quotas {

    /** The size of a frame. Above it, the client's connection is closed with 1009. */
    static final int FRAME_BYTES = 32 * 1024;

    /** The size of a message. Above it, the client's connection is closed with 1009, and a post gets status 413. */
    static final int MESSAGE_BYTES = 128 * 1024;

    /** The timeout of a synchronous integration. */
    static final Duration INTEGRATION_TIMEOUT = Duration.ofSeconds(29);

    /** The timeout of a connection without messages in either direction. */
    static final Duration IDLE_TIMEOUT = Duration.ofMinutes(10);

    /** The maximum duration of a connection. */
    static final Duration CONNECTION_DURATION = Duration.ofHours(2);

    /** The bytes that can wait for a client to read; above it, posts get status 429. The real limit is not documented. */
    static final int SEND_BUFFER_BYTES = 1024 * 1024;

    private Quotas() {}
}
