package dev.storystreamer.infra;

import java.util.List;
import java.util.Optional;

/**
 * A part of the world that a geographic inference profile keeps its requests in, such as {@code eu} in {@code
 * eu.amazon.nova-2-lite-v1:0}.
 *
 * <p>The regions that a request may be routed to are those of the geography's widest profiles; a profile that uses fewer
 * of them is allowed no more by it, since every permission is tied to the profile.
 *
 * @param prefix the word that a profile's id starts with
 * @param callers what the regions that have such profiles start with
 * @param destinations the regions that a request may be routed to
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

    /** Returns the geography of a profile's id, which starts with it and a dot. */
    static Optional<Geography> ofProfile(String profileId) {
        return ALL.stream()
                .filter(each -> profileId.startsWith(each.prefix + "."))
                .findFirst();
    }

    /** Returns whether such a profile can be called from the region. */
    boolean isCalledFrom(String region) {
        return callers.stream().anyMatch(region::startsWith)
                && region.startsWith(GOVERNMENT) == prefix.equals(GOVERNMENT);
    }
}
