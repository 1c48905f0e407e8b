package dev.storystreamer.infra;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import software.amazon.awscdk.Aws;
import software.amazon.awscdk.services.iam.PolicyStatement;

/**
 * A model as Bedrock is asked for it, and exactly what a role must be allowed to do so: by itself, or through a profile
 * that routes each request to one of several regions.
 *
 * @see <a href="https://docs.aws.amazon.com/bedrock/latest/userguide/global-cross-region-inference.html">Global
 *     cross-Region inference</a>
 */
public sealed interface Model {
    /** The word that a global profile's id starts with. */
    String GLOBAL = "global.";

    /** Returns what {@code modelId} is in a request to Bedrock: an id or an ARN. */
    String invokedAs();

    /** Returns the foundation model's id, without a profile's prefix. */
    String foundationModelId();

    /** Returns the statements that allow a role to invoke the model's foundation models by way of the profile. */
    List<PolicyStatement> modelStatements(String profileArn);

    /** Returns all statements that a role needs to stream this model's words. */
    List<PolicyStatement> statements();

    /** Returns why the model cannot be called from the region, in a sentence; empty if it can, as far as is known. */
    Optional<String> problemIn(String region);

    /**
     * Reads a model's id or ARN.
     *
     * @param idOrArn a foundation model's id ({@code amazon.nova-lite-v1:0}), an inference profile's ({@code
     *     global.amazon.nova-2-lite-v1:0}), or the ARN of one of these or of an application inference profile
     * @param copiedFrom for an application inference profile, whose ARN does not tell: the id of the model or the profile
     *     that it was made from; otherwise empty
     * @return the model
     * @throws IllegalArgumentException with a sentence for a person, if it is none of these
     */
    static Model of(String idOrArn, Optional<String> copiedFrom) {
        Matcher arn = Pattern.compile("arn:[a-z-]+:bedrock:([a-z0-9-]+):\\d*:([a-z-]+)/(.+)")
                .matcher(idOrArn);
        if (!arn.matches()) {
            return ofId(idOrArn, idOrArn);
        }
        return switch (arn.group(2)) {
            case "foundation-model", "inference-profile" -> ofId(arn.group(3), idOrArn);
            case "application-inference-profile" ->
                new ApplicationProfile(
                        idOrArn,
                        arn.group(1),
                        of(
                                copiedFrom.orElseThrow(() -> new IllegalArgumentException(idOrArn
                                        + " is an application inference profile: name the model or profile that it was"
                                        + " made from as well, since the role needs permission for that too")),
                                Optional.empty()));
            default ->
                throw new IllegalArgumentException(
                        idOrArn + " is not the ARN of a foundation model or an inference profile");
        };
    }

    private static Model ofId(String id, String invokedAs) {
        if (!id.matches("[a-z0-9-]+(\\.[a-z0-9-]+)*\\.[a-z0-9-]+(:[a-z0-9]+)*")) {
            throw new IllegalArgumentException(
                    id + " is not a model's id, such as global.amazon.nova-2-lite-v1:0 or amazon.nova-lite-v1:0");
        }
        if (id.startsWith(GLOBAL)) {
            return new GlobalProfile(id, invokedAs);
        }
        Optional<Geography> geography = Geography.ofProfile(id);
        return geography.isPresent()
                ? new GeographicProfile(id, geography.get(), invokedAs)
                : new FoundationModel(id, invokedAs);
    }

    private static PolicyStatement allow(List<String> resources, Map<String, String> conditions) {
        PolicyStatement.Builder statement = PolicyStatement.Builder.create()
                .actions(List.of("bedrock:InvokeModelWithResponseStream"))
                .resources(resources);
        if (!conditions.isEmpty()) {
            statement.conditions(Map.of("StringEquals", new TreeMap<>(conditions))); // else their order changes
        }
        return statement.build();
    }

    private static String arnOf(String profileId, String invokedAs) {
        return invokedAs.startsWith("arn:") ? invokedAs : BedrockArns.profile(profileId);
    }

    private static Optional<String> regionOf(String invokedAs) {
        return invokedAs.startsWith("arn:") ? Optional.of(invokedAs.split(":", -1)[3]) : Optional.empty();
    }

    private static Optional<String> problemOfArn(String invokedAs, String region) {
        return regionOf(invokedAs)
                .filter(own -> !own.equals(region))
                .map(own -> "%s is of %s, but the stack goes to %s: a model is called from its own region"
                        .formatted(invokedAs, own, region));
    }

    /**
     * A foundation model of the stack's region.
     *
     * @param foundationModelId its id
     * @param invokedAs its id or ARN
     */
    record FoundationModel(String foundationModelId, String invokedAs) implements Model {
        @Override
        public List<PolicyStatement> statements() {
            return List.of(allow(List.of(BedrockArns.modelHere(foundationModelId)), Map.of()));
        }

        @Override
        public List<PolicyStatement> modelStatements(String profileArn) {
            return List.of(allow(
                    List.of(BedrockArns.modelHere(foundationModelId)),
                    Map.of("bedrock:InferenceProfileArn", profileArn)));
        }

        @Override
        public Optional<String> problemIn(String region) {
            return problemOfArn(invokedAs, region);
        }
    }

    /**
     * A profile that keeps each request within one part of the world.
     *
     * @param id its id
     * @param geography where
     * @param invokedAs its id or ARN
     */
    record GeographicProfile(String id, Geography geography, String invokedAs) implements Model {
        @Override
        public String foundationModelId() {
            return id.substring(geography.prefix().length() + 1);
        }

        @Override
        public List<PolicyStatement> statements() {
            List<PolicyStatement> statements = new ArrayList<>();
            statements.add(allow(List.of(arnOf(id, invokedAs)), Map.of()));
            statements.addAll(modelStatements(arnOf(id, invokedAs)));
            return statements;
        }

        @Override
        public List<PolicyStatement> modelStatements(String profileArn) {
            List<String> models = Stream.concat(Stream.of(Aws.REGION), geography.destinations().stream())
                    .map(region -> BedrockArns.model(region, foundationModelId()))
                    .toList();
            return List.of(allow(models, Map.of("bedrock:InferenceProfileArn", profileArn)));
        }

        @Override
        public Optional<String> problemIn(String region) {
            if (!geography.isCalledFrom(region)) {
                return Optional.of(
                        "%s does not exist in %s: a profile \"%s.\" is called from that part of the world alone"
                                .formatted(id, region, geography.prefix()));
            }
            return problemOfArn(invokedAs, region);
        }
    }

    /**
     * A profile that may route a request to any commercial region.
     *
     * @param id its id
     * @param invokedAs its id or ARN
     */
    record GlobalProfile(String id, String invokedAs) implements Model {
        @Override
        public String foundationModelId() {
            return id.substring(GLOBAL.length());
        }

        @Override
        public List<PolicyStatement> statements() {
            List<PolicyStatement> statements = new ArrayList<>();
            statements.add(allow(List.of(arnOf(id, invokedAs)), Map.of("aws:RequestedRegion", Aws.REGION)));
            statements.addAll(modelStatements(arnOf(id, invokedAs)));
            return statements;
        }

        @Override
        public List<PolicyStatement> modelStatements(String profileArn) {
            return List.of(
                    allow(
                            List.of(BedrockArns.modelHere(foundationModelId())),
                            Map.of("aws:RequestedRegion", Aws.REGION, "bedrock:InferenceProfileArn", profileArn)),
                    allow(
                            List.of(BedrockArns.model("", foundationModelId())),
                            Map.of("aws:RequestedRegion", "unspecified", "bedrock:InferenceProfileArn", profileArn)));
        }

        @Override
        public Optional<String> problemIn(String region) {
            if (Stream.of("us-gov-", "cn-", "us-iso", "eu-iso", "eusc-").anyMatch(region::startsWith)) {
                return Optional.of(
                        "%s does not exist in %s: global profiles are of the commercial regions".formatted(id, region));
            }
            return problemOfArn(invokedAs, region);
        }
    }

    /**
     * A profile that a team has made from a model or a profile, to tell its costs apart.
     *
     * @param invokedAs its ARN
     * @param region the region that it was made in
     * @param origin what it was made from
     */
    record ApplicationProfile(String invokedAs, String region, Model origin) implements Model {
        @Override
        public String foundationModelId() {
            return origin.foundationModelId();
        }

        @Override
        public List<PolicyStatement> statements() {
            List<PolicyStatement> statements = new ArrayList<>();
            statements.add(allow(List.of(invokedAs), Map.of()));
            statements.addAll(modelStatements(invokedAs));
            return statements;
        }

        @Override
        public List<PolicyStatement> modelStatements(String profileArn) {
            return origin.modelStatements(profileArn);
        }

        @Override
        public Optional<String> problemIn(String stackRegion) {
            return problemOfArn(invokedAs, stackRegion).or(() -> origin.problemIn(stackRegion));
        }
    }
}
