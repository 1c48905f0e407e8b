package dev.storystreamer.local;

import java.util.Optional;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;

/** The region, credentials and Bedrock endpoint that the AWS SDK finds on this machine. */
final class AwsEnvironment {

    private AwsEnvironment() {}

    /**
     * Checks that the SDK finds a region and credentials. Without credentials even a post cannot be signed, so a story
     * would end without an error frame; therefore this is checked before the server starts.
     *
     * @throws IllegalStateException if one is missing; the message is an instruction for the user
     */
    static void requireRegionAndCredentials() {
        try {
            region();
        } catch (SdkClientException e) {
            throw new IllegalStateException(
                    "--bedrock aws needs a region: set AWS_REGION, or set a region in the profile of AWS_PROFILE", e);
        }
        try (DefaultCredentialsProvider credentials =
                DefaultCredentialsProvider.builder().build()) {
            credentials.resolveCredentials();
        } catch (SdkClientException e) {
            throw new IllegalStateException(
                    "--bedrock aws needs credentials: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, set AWS_PROFILE,"
                            + " or sign in again (aws sso login). The profile: " + profileError(),
                    e);
        }
    }

    /** The message of the whole provider chain is a page long; the usual reason is the message of the profile. */
    private static String profileError() {
        try (ProfileCredentialsProvider profile = ProfileCredentialsProvider.create()) {
            profile.resolveCredentials();
            return "its credentials were not available at the first attempt; try again";
        } catch (SdkClientException | IllegalStateException e) {
            return String.valueOf(e.getMessage());
        }
    }

    /** Describes where the SDK sends requests for Bedrock. */
    static String bedrockLocation() {
        return variable("AWS_ENDPOINT_URL_BEDROCK_RUNTIME")
                .or(() -> variable("AWS_ENDPOINT_URL"))
                .map(url -> "Bedrock at " + url)
                .orElseGet(() -> "Amazon Bedrock in " + variable("AWS_REGION").orElseGet(AwsEnvironment::region));
    }

    private static String region() {
        return DefaultAwsRegionProviderChain.builder().build().getRegion().id();
    }

    private static Optional<String> variable(String name) {
        return Optional.ofNullable(System.getenv(name)).filter(value -> !value.isBlank());
    }
}
