package dev.storystreamer.local;

import java.util.Optional;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;

/** This machine's own way to AWS: a region, and credentials, where the SDK looks for them. */
final class OwnAws {

    private OwnAws() {}

    /**
     * Looks for both before anything else is started: without them no story could begin, and as even a post is signed,
     * nobody would be told why.
     *
     * @throws IllegalStateException if one is missing; the message says what to do
     */
    static void require() {
        try {
            DefaultAwsRegionProviderChain.builder().build().getRegion();
        } catch (SdkClientException e) {
            throw new IllegalStateException(
                    "--bedrock aws needs a region: set AWS_REGION, or a region in the profile that AWS_PROFILE names",
                    e);
        }
        try (DefaultCredentialsProvider own =
                DefaultCredentialsProvider.builder().build()) {
            own.resolveCredentials();
        } catch (SdkClientException e) {
            throw new IllegalStateException(
                    "--bedrock aws needs credentials: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE, or"
                            + " sign in again (aws sso login). The profile: " + whyNoProfile(),
                    e);
        }
    }

    /** The chain's own message is a page long, and the one likely reason is in the midst of it. */
    private static String whyNoProfile() {
        try (ProfileCredentialsProvider profile = ProfileCredentialsProvider.create()) {
            profile.resolveCredentials();
            return "it has some, but only now";
        } catch (SdkClientException | IllegalStateException e) {
            return String.valueOf(e.getMessage());
        }
    }

    /** What is asked, for a person. */
    static String bedrock() {
        return variable("AWS_ENDPOINT_URL_BEDROCK_RUNTIME")
                .or(() -> variable("AWS_ENDPOINT_URL"))
                .map(url -> "Bedrock at " + url)
                .orElseGet(() -> "the real Bedrock in "
                        + variable("AWS_REGION")
                                .orElseGet(() -> DefaultAwsRegionProviderChain.builder()
                                        .build()
                                        .getRegion()
                                        .id()));
    }

    private static Optional<String> variable(String name) {
        return Optional.ofNullable(System.getenv(name)).filter(value -> !value.isBlank());
    }
}
