package dev.storystreamer.infra;

import software.amazon.awscdk.Aws;

/** ARNs of Bedrock resources in the partition, region and account of the stack. */
final class BedrockArns {
    private BedrockArns() {}

    /** A foundation model in the stack's region. */
    static String modelInStackRegion(String modelId) {
        return model(Aws.REGION, modelId);
    }

    /** A foundation model in a region. In the permissions of a global profile, an empty region means all regions. */
    static String model(String region, String modelId) {
        return "arn:%s:bedrock:%s::foundation-model/%s".formatted(Aws.PARTITION, region, modelId);
    }

    /** A system-defined inference profile in the stack's account. */
    static String profile(String profileId) {
        return inStackAccount("inference-profile", profileId);
    }

    /** A guardrail of the stack's account; returns an ARN unchanged. */
    static String guardrail(String idOrArn) {
        return idOrArn.startsWith("arn:") ? idOrArn : inStackAccount("guardrail", idOrArn);
    }

    private static String inStackAccount(String type, String id) {
        return "arn:%s:bedrock:%s:%s:%s/%s".formatted(Aws.PARTITION, Aws.REGION, Aws.ACCOUNT_ID, type, id);
    }
}
