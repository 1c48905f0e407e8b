package dev.storystreamer.websocket;

import static java.util.Objects.requireNonNull;

import dev.storystreamer.core.Scheduler;
import java.util.random.RandomGenerator;
import software.amazon.awssdk.services.apigatewaymanagementapi.ApiGatewayManagementApiAsyncClient;

/** What every post needs. */
record PostTools(
        ApiGatewayManagementApiAsyncClient client, Scheduler scheduler, RandomGenerator random, PostOptions options) {

    PostTools {
        requireNonNull(client, "client");
        requireNonNull(scheduler, "scheduler");
        requireNonNull(random, "random");
        requireNonNull(options, "options");
    }
}
