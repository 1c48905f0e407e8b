package dev.storystreamer.lambda;

/** The environment variables of {@link ConnectAuthorizer}. */
enum AccessSetting implements EnvironmentVariable {
    STORY_JWT_ISSUER("", "Who signs the tokens: the exact value of their `iss`. Must be there."),
    STORY_JWT_AUDIENCE(
            "", "What a token's `aud` must hold; where a token has no `aud`, its `client_id`. Must be there."),
    STORY_JWT_JWKS_URL("", "Where the issuer publishes its keys; https, or http on this machine. Must be there."),
    STORY_ALLOWED_ORIGINS(
            "",
            "The pages whose browsers may connect, such as `https://app.example.com`, separated by commas. Empty: any."
                    + " Clients that are no browsers name no origin and need none.");

    private final String fallback;
    private final String meaning;

    AccessSetting(String fallback, String meaning) {
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
