package dev.storystreamer.bedrock;

import dev.storystreamer.core.StoryRequest;
import dev.storystreamer.core.StoryRequest.Role;
import dev.storystreamer.core.StoryRequest.Turn;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.SdkPlugin;
import software.amazon.awssdk.services.bedrockruntime.model.ContentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.ConversationRole;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamRequest;
import software.amazon.awssdk.services.bedrockruntime.model.GuardrailTrace;
import software.amazon.awssdk.services.bedrockruntime.model.Message;
import software.amazon.awssdk.services.bedrockruntime.model.SystemContentBlock;

/** Builds requests of ConverseStream. */
final class ConverseRequests {

    /** A retry would send the beginning of the story to the same subscriber again. */
    private static final SdkPlugin NO_RETRIES =
            client -> client.overrideConfiguration(client.overrideConfiguration().toBuilder()
                    .retryStrategy(AwsRetryStrategy.doNotRetry())
                    .build());

    private final ConverseStreamRequest template;

    /** Prepares the common part. Disabling retries makes the SDK build a client configuration for each call. */
    ConverseRequests(BedrockOptions options, boolean disableRetries) {
        ConverseStreamRequest.Builder converse = ConverseStreamRequest.builder().modelId(options.modelId());
        if (disableRetries) {
            converse.overrideConfiguration(call -> call.addPlugin(NO_RETRIES));
        }
        if (options.maxTokens().isPresent() || options.temperature().isPresent()) {
            converse.inferenceConfig(inference -> {
                options.maxTokens().ifPresent(inference::maxTokens);
                options.temperature().ifPresent(temperature -> inference.temperature((float) temperature));
            });
        }
        options.systemPrompt().ifPresent(prompt -> converse.system(SystemContentBlock.fromText(prompt)));
        options.guardrail()
                .ifPresent(guardrail -> converse.guardrailConfig(config -> config.guardrailIdentifier(guardrail.id())
                        .guardrailVersion(guardrail.version())
                        .trace(GuardrailTrace.DISABLED)));
        template = converse.build();
    }

    ConverseStreamRequest of(StoryRequest request) {
        return template.toBuilder()
                .messages(request.conversation().stream()
                        .map(ConverseRequests::message)
                        .toList())
                .build();
    }

    private static Message message(Turn turn) {
        return Message.builder()
                .role(turn.role() == Role.USER ? ConversationRole.USER : ConversationRole.ASSISTANT)
                .content(ContentBlock.fromText(turn.text()))
                .build();
    }
}
