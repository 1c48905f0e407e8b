package dev.storystreamer.lambda;

/** The environment variables of this application: name, default and meaning, as docs/operations.md prints them. */
enum Setting implements EnvironmentVariable {
    STORY_MODEL_ID("", "The Bedrock model or inference profile: id or ARN. The one setting that must be there."),
    STORY_CALLBACK_URL(
            "",
            "Where clients are posted to: `https://{api}.execute-api.{region}.amazonaws.com/{stage}`. Empty: made of the"
                    + " event's domain and stage, which a custom domain breaks."),
    STORY_SYSTEM_PROMPT("", "What the model is told before every conversation. Empty: nothing."),
    STORY_MAX_TOKENS("", "The most tokens an answer may have, 1 to 200000. Empty: the model's own limit."),
    STORY_TEMPERATURE("", "From 0 to 1. Empty: the model's own."),
    STORY_GUARDRAIL_ID("", "The Bedrock guardrail that reads along: id or ARN. Empty: none."),
    STORY_GUARDRAIL_VERSION("", "The guardrail's version: a number or `DRAFT`. Needed with STORY_GUARDRAIL_ID."),
    STORY_SHOW_REASONING("false", "Whether clients of wire v2 see what the model thinks: `true` or `false`."),
    STORY_MAX_STORY_TYPE_LENGTH("200", "The longest `storyType` of wire v1, in code points, 1 to 10000."),
    STORY_MAX_CONVERSATION_LENGTH("100000", "The longest conversation of wire v2, in characters, 1 to 1000000."),
    STORY_MIN_POST_INTERVAL_MS(
            "0",
            "The least time between two text posts, 0 to 60000 ms. More trades lag for money: API Gateway bills by the"
                    + " message."),
    STORY_FIRST_CHUNK_TIMEOUT_MS(
            "120000", "How long the model may take to say anything, 1 to 900000 ms. Models that reason think long."),
    STORY_STALL_TIMEOUT_MS("30000", "The longest pause of a model that has begun, 1 to 900000 ms."),
    STORY_METRICS_NAMESPACE("StoryStreamer", "The CloudWatch namespace of the metrics."),
    STORY_PRIME(
            "false",
            "Whether a start tells canned stories to itself first, so that the first client is not the slow one: `true` or"
                    + " `false`. With SnapStart this is always done, before the snapshot is taken.");

    private final String fallback;
    private final String meaning;

    Setting(String fallback, String meaning) {
        this.fallback = fallback;
        this.meaning = meaning;
    }

    @Override
    public String fallback() {
        return fallback;
    }

    @Override
    public String meaning() {
        return meaning;
    }
}
