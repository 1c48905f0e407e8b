package dev.storystreamer.infra;

/**
 * Whether the stage writes access logs: one line for each handshake and message.
 *
 * <p>API Gateway writes them with a role that is set for an account and region, not for an API. Without that role, a
 * deployment with access logs fails with "CloudWatch Logs role ARN must be set in account settings to enable logging".
 *
 * @see <a href="https://docs.aws.amazon.com/apigateway/latest/developerguide/websocket-api-logging.html">WebSocket logging</a>
 */
public enum AccessLogMode {
    /** No access logs. */
    OFF,
    /** Access logs, written with the role that the account already has. */
    ON,
    /**
     * Access logs, written with a role that this stack creates and sets for the account, for all APIs in the region. The
     * role is kept when the stack is destroyed, because other APIs can depend on it.
     */
    WITH_ACCOUNT_ROLE
}
