package dev.storystreamer.bedrock;

import dev.storystreamer.core.StoryRequest;
import dev.storystreamer.core.StoryRequest.Role;
import dev.storystreamer.core.StoryRequest.Turn;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.SdkPlugin;
import software.amazon.awssdk.services.bedrockruntime.model.ContentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.ConversationRole;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamRequest;
import software.amazon.awssdk.services.bedrockruntime.model.GuardrailStreamConfiguration;
import software.amazon.awssdk.services.bedrockruntime.model.GuardrailTrace;
import software.amazon.awssdk.services.bedrockruntime.model.InferenceConfiguration;
import software.amazon.awssdk.services.bedrockruntime.model.Message;
import software.amazon.awssdk.services.bedrockruntime.model.SystemContentBlock;

/** What is asked, in Bedrock's words. */
final class ConverseRequests {

    // The SDK would send a broken request again, and tell the story from its beginning to the same subscriber.
    private static final SdkPlugin ONE_CALL =
            client -> client.overrideConfiguration(client.overrideConfiguration().toBuilder()
                    .retryStrategy(AwsRetryStrategy.doNotRetry())
                    .build());

    private ConverseRequests() {}

    static ConverseStreamRequest of(StoryRequest request, BedrockOptions options) {
        ConverseStreamRequest.Builder converse = ConverseStreamRequest.builder()
                .modelId(options.modelId())
                .overrideConfiguration(call -> call.addPlugin(ONE_CALL))
                .messages(request.conversation().stream()
                        .map(ConverseRequests::message)
                        .toList());
        if (options.maxTokens().isPresent() || options.temperature().isPresent()) {
            converse.inferenceConfig(inference(options));
        }
        options.systemPrompt().ifPresent(prompt -> converse.system(SystemContentBlock.fromText(prompt)));
        options.guardrail().ifPresent(guardrail -> converse.guardrailConfig(guardrail(guardrail)));
        return converse.build();
    }

    private static Message message(Turn turn) {
        return Message.builder()
                .role(turn.role() == Role.USER ? ConversationRole.USER : ConversationRole.ASSISTANT)
                .content(ContentBlock.fromText(turn.text()))
                .build();
    }

    private static InferenceConfiguration inference(BedrockOptions options) {
        InferenceConfiguration.Builder inference = InferenceConfiguration.builder();
        options.maxTokens().ifPresent(inference::maxTokens);
        options.temperature().ifPresent(temperature -> inference.temperature((float) temperature));
        return inference.build();
    }

    private static GuardrailStreamConfiguration guardrail(BedrockOptions.Guardrail guardrail) {
        return GuardrailStreamConfiguration.builder()
                .guardrailIdentifier(guardrail.id())
                .guardrailVersion(guardrail.version())
                .trace(GuardrailTrace.DISABLED)
                .build();
    }
}
