package dev.storystreamer.websocket;

import static java.util.Objects.requireNonNull;

import dev.storystreamer.core.Scheduler;
import java.util.random.RandomGenerator;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.services.apigatewaymanagementapi.ApiGatewayManagementApiAsyncClient;

/**
 * What every post needs.
 *
 * @param overrides changes the client for a post
 */
record PostTools(
        ApiGatewayManagementApiAsyncClient client,
        AwsRequestOverrideConfiguration overrides,
        Scheduler scheduler,
        RandomGenerator random,
        PostOptions options) {

    PostTools {
        requireNonNull(client, "client");
        requireNonNull(overrides, "overrides");
        requireNonNull(scheduler, "scheduler");
        requireNonNull(random, "random");
        requireNonNull(options, "options");
    }

    static PostTools of(
            ApiGatewayManagementApiAsyncClient client,
            Scheduler scheduler,
            RandomGenerator random,
            PostOptions options) {
        return new PostTools(client, withoutRetries(client), scheduler, random, options);
    }

    /**
     * The SDK would post again what must not be posted twice, and without a look at the story's deadline. A client that
     * never posts again needs no change, which saves a tenth of a post's time.
     */
    private static AwsRequestOverrideConfiguration withoutRetries(ApiGatewayManagementApiAsyncClient client) {
        var overrides = AwsRequestOverrideConfiguration.builder();
        boolean postsOnce = client.serviceClientConfiguration()
                .overrideConfiguration()
                .retryStrategy()
                .filter(strategy -> strategy.maxAttempts() == 1)
                .isPresent();
        if (!postsOnce) {
            overrides.addPlugin(config -> config.overrideConfiguration(config.overrideConfiguration()
                    .copy(override -> override.retryStrategy(AwsRetryStrategy.doNotRetry()))));
        }
        return overrides.build();
    }
}
