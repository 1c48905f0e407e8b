package dev.storystreamer.infra;

import software.amazon.awscdk.Aws;

/** ARNs of Bedrock's resources, in the partition, region and account that the stack is deployed to. */
final class BedrockArns {
    private BedrockArns() {}

    /** A foundation model in the stack's region. */
    static String modelHere(String modelId) {
        return model(Aws.REGION, modelId);
    }

    /** A foundation model in a region; the empty region stands for all of them in a global profile's permissions. */
    static String model(String region, String modelId) {
        return "arn:%s:bedrock:%s::foundation-model/%s".formatted(Aws.PARTITION, region, modelId);
    }

    /** A system-defined inference profile, as the stack's account sees it. */
    static String profile(String profileId) {
        return own("inference-profile", profileId);
    }

    /** A guardrail of the stack's account, unless the id is an ARN already. */
    static String guardrail(String idOrArn) {
        return idOrArn.startsWith("arn:") ? idOrArn : own("guardrail", idOrArn);
    }

    private static String own(String type, String id) {
        return "arn:%s:bedrock:%s:%s:%s/%s".formatted(Aws.PARTITION, Aws.REGION, Aws.ACCOUNT_ID, type, id);
    }
}
