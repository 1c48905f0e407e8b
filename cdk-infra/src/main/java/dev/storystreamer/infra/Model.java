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
 * A model, and the permissions that a role needs to call it: a foundation model, or an inference profile that routes each
 * request to one of several regions.
 *
 * @see <a href="https://docs.aws.amazon.com/bedrock/latest/userguide/global-cross-region-inference.html">Global
 *     cross-Region inference</a>
 */
public sealed interface Model {
    /** The prefix of the ids of global profiles. */
    String GLOBAL = "global.";

    /** Returns the {@code modelId} for requests to Bedrock: an id or an ARN. */
    String idOrArn();

    /** Returns the id of the foundation model, without the prefix of a profile. */
    String foundationModelId();

    /** Returns the statements that allow a role to invoke the foundation model through a profile. */
    List<PolicyStatement> modelStatements(String profileArn);

    /** Returns all statements that a role needs to call this model with streaming. */
    List<PolicyStatement> statements();

    /** Returns a message if the model is known not to be available in a region; otherwise empty. */
    Optional<String> problemIn(String region);

    /**
     * Parses an id or ARN.
     *
     * @param idOrArn the id of a foundation model ({@code amazon.nova-lite-v1:0}) or of an inference profile ({@code
     *     global.amazon.nova-2-lite-v1:0}), the ARN of one of these, or the ARN of an application inference profile
     * @param source for an application inference profile: the id of the model or profile that it was created from, which
     *     is not part of its ARN; otherwise empty
     * @return the model
     * @throws IllegalArgumentException if the value is not such an id or ARN, or a source is missing
     */
    static Model of(String idOrArn, Optional<String> source) {
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
                                source.orElseThrow(() -> new IllegalArgumentException(idOrArn
                                        + " is an application inference profile: set profileSource to the model or"
                                        + " profile that it was created from; the role needs permission for it")),
                                Optional.empty()));
            default ->
                throw new IllegalArgumentException(
                        idOrArn + " is not the ARN of a foundation model or an inference profile");
        };
    }

    private static Model ofId(String id, String idOrArn) {
        if (!id.matches("[a-z0-9-]+(\\.[a-z0-9-]+)*\\.[a-z0-9-]+(:[a-z0-9]+)*")) {
            throw new IllegalArgumentException(
                    id + " is not a model id, such as global.amazon.nova-2-lite-v1:0 or amazon.nova-lite-v1:0");
        }
        if (id.startsWith(GLOBAL)) {
            return new GlobalProfile(id, idOrArn);
        }
        Optional<Geography> geography = Geography.ofProfile(id);
        return geography.isPresent()
                ? new GeographicProfile(id, geography.get(), idOrArn)
                : new FoundationModel(id, idOrArn);
    }

    private static PolicyStatement allow(List<String> resources, Map<String, String> conditions) {
        PolicyStatement.Builder statement = PolicyStatement.Builder.create()
                .actions(List.of("bedrock:InvokeModelWithResponseStream"))
                .resources(resources);
        if (!conditions.isEmpty()) {
            statement.conditions(Map.of("StringEquals", new TreeMap<>(conditions))); // TreeMap: a stable order
        }
        return statement.build();
    }

    private static String arnOf(String profileId, String idOrArn) {
        return idOrArn.startsWith("arn:") ? idOrArn : BedrockArns.profile(profileId);
    }

    private static Optional<String> regionOf(String idOrArn) {
        return idOrArn.startsWith("arn:") ? Optional.of(idOrArn.split(":", -1)[3]) : Optional.empty();
    }

    private static Optional<String> regionProblemOfArn(String idOrArn, String region) {
        return regionOf(idOrArn)
                .filter(modelRegion -> !modelRegion.equals(region))
                .map(modelRegion ->
                        "%s is in %s, but the stack is deployed to %s: a model can be called only in its own region"
                                .formatted(idOrArn, modelRegion, region));
    }

    /**
     * A foundation model in the stack's region.
     *
     * @param foundationModelId its id
     * @param idOrArn its id or ARN
     */
    record FoundationModel(String foundationModelId, String idOrArn) implements Model {
        @Override
        public List<PolicyStatement> statements() {
            return List.of(allow(List.of(BedrockArns.modelInStackRegion(foundationModelId)), Map.of()));
        }

        @Override
        public List<PolicyStatement> modelStatements(String profileArn) {
            return List.of(allow(
                    List.of(BedrockArns.modelInStackRegion(foundationModelId)),
                    Map.of("bedrock:InferenceProfileArn", profileArn)));
        }

        @Override
        public Optional<String> problemIn(String region) {
            return regionProblemOfArn(idOrArn, region);
        }
    }

    /**
     * An inference profile that routes requests to the regions of one geography.
     *
     * @param id its id
     * @param geography its geography
     * @param idOrArn its id or ARN
     */
    record GeographicProfile(String id, Geography geography, String idOrArn) implements Model {
        @Override
        public String foundationModelId() {
            return id.substring(geography.prefix().length() + 1);
        }

        @Override
        public List<PolicyStatement> statements() {
            List<PolicyStatement> statements = new ArrayList<>();
            statements.add(allow(List.of(arnOf(id, idOrArn)), Map.of()));
            statements.addAll(modelStatements(arnOf(id, idOrArn)));
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
                        "%s does not exist in %s: profiles with the prefix \"%s.\" exist only in the regions of that geography"
                                .formatted(id, region, geography.prefix()));
            }
            return regionProblemOfArn(idOrArn, region);
        }
    }

    /**
     * An inference profile that routes requests to all commercial regions.
     *
     * @param id its id
     * @param idOrArn its id or ARN
     */
    record GlobalProfile(String id, String idOrArn) implements Model {
        @Override
        public String foundationModelId() {
            return id.substring(GLOBAL.length());
        }

        @Override
        public List<PolicyStatement> statements() {
            List<PolicyStatement> statements = new ArrayList<>();
            statements.add(allow(List.of(arnOf(id, idOrArn)), Map.of("aws:RequestedRegion", Aws.REGION)));
            statements.addAll(modelStatements(arnOf(id, idOrArn)));
            return statements;
        }

        @Override
        public List<PolicyStatement> modelStatements(String profileArn) {
            return List.of(
                    allow(
                            List.of(BedrockArns.modelInStackRegion(foundationModelId())),
                            Map.of("aws:RequestedRegion", Aws.REGION, "bedrock:InferenceProfileArn", profileArn)),
                    allow(
                            List.of(BedrockArns.model("", foundationModelId())),
                            Map.of("aws:RequestedRegion", "unspecified", "bedrock:InferenceProfileArn", profileArn)));
        }

        @Override
        public Optional<String> problemIn(String region) {
            if (Stream.of("us-gov-", "cn-", "us-iso", "eu-iso", "eusc-").anyMatch(region::startsWith)) {
                return Optional.of("%s does not exist in %s: global profiles exist only in commercial regions"
                        .formatted(id, region));
            }
            return regionProblemOfArn(idOrArn, region);
        }
    }

    /**
     * An inference profile that an account created from a model or a profile, for example to track costs.
     *
     * @param idOrArn its ARN
     * @param region its region
     * @param source the model or profile that it was created from
     */
    record ApplicationProfile(String idOrArn, String region, Model source) implements Model {
        @Override
        public String foundationModelId() {
            return source.foundationModelId();
        }

        @Override
        public List<PolicyStatement> statements() {
            List<PolicyStatement> statements = new ArrayList<>();
            statements.add(allow(List.of(idOrArn), Map.of()));
            statements.addAll(modelStatements(idOrArn));
            return statements;
        }

        @Override
        public List<PolicyStatement> modelStatements(String profileArn) {
            return source.modelStatements(profileArn);
        }

        @Override
        public Optional<String> problemIn(String stackRegion) {
            return regionProblemOfArn(idOrArn, stackRegion).or(() -> source.problemIn(stackRegion));
        }
    }
}
