package dev.storystreamer.awslocal.bedrock;

import java.util.regex.Pattern;

/** Recognizes model ids of Bedrock: any model of its providers, and ARNs of models and inference profiles. */
final class ModelIds {

    private static final String MODEL = "(?:(?:us|us-gov|eu|apac|au|ca|jp|global)\\.)?"
            + "(?:ai21|amazon|anthropic|cohere|deepseek|google|luma|meta|minimax|mistral|moonshot|moonshotai|nvidia|openai"
            + "|qwen|stability|twelvelabs|writer|zai)\\.[a-zA-Z0-9._-]+(?::[0-9a-z]+)*";
    private static final Pattern KNOWN = Pattern.compile(MODEL
            + "|arn:aws[a-z-]*:bedrock:[a-z0-9-]*:(?:\\d{12})?:(?:(?:foundation-model|inference-profile)/" + MODEL
            + "|(?:application-inference-profile|imported-model|provisioned-model|custom-model-deployment|prompt"
            + "|prompt-router|default-prompt-router)/[a-zA-Z0-9._:/-]+)");

    private ModelIds() {}

    static boolean isKnown(String modelId) {
        return KNOWN.matcher(modelId).matches();
    }
}
