package dev.storystreamer.lambda;

/**
 * The environment variables of this application, those of the SDK excepted: name, default and meaning as
 * docs/operations.md prints them.
 */
public enum Setting {
    STORY_MODEL_ID("", "Required. The Bedrock model or inference profile: id or ARN."),
    STORY_CALLBACK_URL(
            "",
            "The endpoint of `@connections`: `https://{api}.execute-api.{region}.amazonaws.com/{stage}`. Empty: derived"
                    + " from the event's domain and stage, which does not work with a custom domain."),
    STORY_SYSTEM_PROMPT("", "The system prompt of every model call. Empty: none."),
    STORY_MAX_TOKENS("", "The maximum number of output tokens, 1 to 200000. Empty: the model's own limit."),
    STORY_TEMPERATURE("", "The temperature, 0 to 1. Empty: the model's default."),
    STORY_GUARDRAIL_ID("", "The Bedrock guardrail: id or ARN. Empty: none."),
    STORY_GUARDRAIL_VERSION(
            "", "The guardrail's version: a number or `DRAFT`. Required if `STORY_GUARDRAIL_ID` is set."),
    STORY_SHOW_REASONING(
            "false", "Whether clients of protocol 2 get the model's reasoning as well: `true` or `false`."),
    STORY_MAX_STORY_TYPE_LENGTH("200", "The maximum length of `storyType` (protocol 1), in code points, 1 to 10000."),
    STORY_MAX_CONVERSATION_LENGTH(
            "100000", "The maximum length of a conversation (protocol 2), in characters, 1 to 1000000."),
    STORY_MIN_POST_INTERVAL_MS(
            "0",
            "The minimum interval between two text posts, 0 to 60000 ms. A longer interval costs less, since API Gateway"
                    + " bills by the message, and delays the text."),
    STORY_FIRST_CHUNK_TIMEOUT_MS(
            "120000",
            "The longest silence of the model before its first text or reasoning, 1 to 900000 ms. Reasoning models need a long time."),
    STORY_STALL_TIMEOUT_MS("30000", "The longest silence of the model after that, 1 to 900000 ms."),
    STORY_METRICS_NAMESPACE("StoryStreamer", "The CloudWatch namespace of the metrics."),
    STORY_PRIME(
            "false",
            "Whether the process runs sample stories at its start, so that the first client does not wait longer than"
                    + " others: `true` or `false`. With SnapStart it always does so, before the snapshot."),
    STORY_JWT_ISSUER("", "Required. The issuer of the tokens: the exact value of `iss`."),
    STORY_JWT_AUDIENCE("", "Required. A value that `aud` must contain; if a token has no `aud`, its `client_id`."),
    STORY_JWT_JWKS_URL("", "Required. The URL of the issuer's public keys: https, or http on this machine."),
    STORY_ALLOWED_ORIGINS(
            "",
            "The web origins that may connect, such as `https://app.example.com`, separated by commas. Empty: any. A"
                    + " client that sends no `Origin` header is not a browser and may always connect.");

    private final String defaultValue;
    private final String meaning;

    Setting(String defaultValue, String meaning) {
        this.defaultValue = defaultValue;
        this.meaning = meaning;
    }

    String defaultValue() {
        return defaultValue;
    }

    String meaning() {
        return meaning;
    }
}
