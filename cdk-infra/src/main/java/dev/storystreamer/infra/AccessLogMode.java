package dev.storystreamer.infra;

/**
 * Whether the stage writes one log line for each connection and message.
 *
 * <p>API Gateway writes them with a role that is set once for each account and region, not for an API. Without that role
 * a deployment with access logs fails with "CloudWatch Logs role ARN must be set in account settings to enable logging".
 *
 * @see <a href="https://docs.aws.amazon.com/apigateway/latest/developerguide/websocket-api-logging.html">WebSocket logging</a>
 */
public enum AccessLogs {
    /** None. */
    OFF,
    /** Written with the role that the account already has. */
    ON,
    /**
     * Written with a role that this stack makes and sets as the account's, for every API of the account in the region. It
     * stays when the stack is destroyed, since other APIs may have come to need it.
     */
    WITH_ACCOUNT_ROLE
}
