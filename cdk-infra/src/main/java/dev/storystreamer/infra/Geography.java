package dev.storystreamer.infra;

import java.util.List;
import java.util.Optional;

/**
 * A geography of inference profiles, such as {@code eu} in {@code eu.amazon.nova-2-lite-v1:0}. Bedrock routes a request to
 * a region in the geography of its profile.
 *
 * <p>The destinations are those of the profile with the most regions. This gives other profiles no additional permissions,
 * because each permission has a condition on the profile.
 *
 * @param prefix the prefix of the profile ids
 * @param callers the prefixes of the regions from which the profiles can be called
 * @param destinations the regions that a request can be routed to
 * @see <a href="https://docs.aws.amazon.com/bedrock/latest/userguide/geographic-cross-region-inference.html">Geographic
 *     cross-Region inference</a>
 */
record Geography(String prefix, List<String> callers, List<String> destinations) {
    private static final String GOVERNMENT = "us-gov";
    private static final List<Geography> ALL = List.of(
            new Geography("us", List.of("us-", "ca-"), List.of("us-east-1", "us-east-2", "us-west-1", "us-west-2")),
            new Geography(GOVERNMENT, List.of("us-gov-"), List.of("us-gov-east-1", "us-gov-west-1")),
            new Geography("ca", List.of("ca-"), List.of("ca-central-1", "ca-west-1")),
            new Geography(
                    "eu",
                    List.of("eu-"),
                    List.of("eu-central-1", "eu-north-1", "eu-south-1", "eu-south-2", "eu-west-1", "eu-west-3")),
            new Geography(
                    "apac",
                    List.of("ap-"),
                    List.of(
                            "ap-northeast-1",
                            "ap-northeast-2",
                            "ap-northeast-3",
                            "ap-south-1",
                            "ap-south-2",
                            "ap-southeast-1",
                            "ap-southeast-2",
                            "ap-southeast-4")),
            new Geography(
                    "jp", List.of("ap-northeast-1", "ap-northeast-3"), List.of("ap-northeast-1", "ap-northeast-3")),
            new Geography(
                    "au", List.of("ap-southeast-2", "ap-southeast-4"), List.of("ap-southeast-2", "ap-southeast-4")));

    Geography {
        callers = List.copyOf(callers);
        destinations = List.copyOf(destinations);
    }

    /** Returns the geography of a profile id; empty if the id has no known prefix. */
    static Optional<Geography> ofProfile(String profileId) {
        return ALL.stream()
                .filter(each -> profileId.startsWith(each.prefix + "."))
                .findFirst();
    }

    /** Returns whether the profiles can be called from a region. */
    boolean isCalledFrom(String region) {
        return callers.stream().anyMatch(region::startsWith)
                && region.startsWith(GOVERNMENT) == prefix.equals(GOVERNMENT);
    }
}
