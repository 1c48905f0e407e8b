package dev.storystreamer.infra;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.services.lambda.Architecture;
import software.amazon.awscdk.services.lambda.Runtime;
import software.amazon.awscdk.services.logs.RetentionDays;

/**
 * The settings of a stack, read from the CDK's context. {@code cdk-infra/README.md} lists the values.
 *
 * @param stackName the stack's name
 * @param settings what the stack is like
 * @param values what each value was read as, in order
 */
public record StoryContext(String stackName, StackSettings settings, Map<String, String> values) {
    private static final String PACKAGE = "../lambda-app/target/story-lambda.zip";
    private static final String MODEL = "global.amazon.nova-2-lite-v1:0";

    /** Copies the map, in its order. */
    public StoryContext {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    /**
     * Reads the settings.
     *
     * @param context looks a value up by its name; null if it is not there
     * @param names all names that the context has, so that a misspelt one is found
     * @param region where the stack goes, if that is known yet
     * @param today for the models' ends of life
     * @return the settings
     * @throws InvalidContextException if any value is bad, with a sentence for each
     */
    public static StoryContext read(
            Function<String, @Nullable Object> context, Set<String> names, Optional<String> region, LocalDate today) {
        Reading reading = new Reading(new ContextReader(context));
        return reading.read(names, region, today);
    }

    /** One reading, so that each part can complain to the same reader. */
    private record Reading(ContextReader in) {
        StoryContext read(Set<String> names, Optional<String> region, LocalDate today) {
            String stackName = in.matching("stackName", "[A-Za-z][A-Za-z0-9-]{0,127}", "letters, digits and hyphens")
                    .orElse("StoryStack");
            in.read().put("stackName", stackName);
            Model model = model(region, today);
            Guardrail guardrail = guardrail();
            Map<String, String> environment = environment();
            Invocation invocation =
                    in.choice("invocation", "async", Map.of("async", Invocation.ASYNC, "sync", Invocation.SYNC));
            FunctionSettings function = function(invocation);
            ApiSettings api = api(invocation, function.logRetention());
            Optional<WatchSettings> watch = watch(environment);
            misspelt(names);
            if (!in.problems().isEmpty() || watch.isEmpty()) {
                throw new InvalidContextException(in.problems());
            }
            return new StoryContext(
                    stackName,
                    new StackSettings(function, new StorySettings(model, environment, guardrail), api, watch.get()),
                    in.read());
        }

        private Model model(Optional<String> region, LocalDate today) {
            Optional<String> source = in.text("profileSource");
            Model model = in.parsed("modelId", MODEL, id -> Model.of(id, source));
            region.flatMap(model::problemIn).ifPresent(in::problem);
            ModelLifecycle.problemOf(model, today).ifPresent(in::problem);
            return model;
        }

        private Guardrail guardrail() {
            String id = in.matching(
                            "guardrailId", "[a-z0-9]+|arn:[a-z-]+:bedrock:.+:guardrail/[a-z0-9]+", "an id or an ARN")
                    .orElse("");
            String version = in.matching("guardrailVersion", "\\d{1,8}|DRAFT", "a number or DRAFT")
                    .orElse("");
            if (id.isEmpty() != version.isEmpty()) {
                in.problem("guardrailId and guardrailVersion: give both or neither");
                return Guardrail.NONE;
            }
            return new Guardrail(id, version);
        }

        private Map<String, String> environment() {
            Map<String, String> environment = new TreeMap<>();
            environment.put("STORY_MAX_TOKENS", Integer.toString(in.number("maxTokens", 1024, 1, 100_000)));
            in.matching("temperature", "0(\\.\\d{1,3})?|1(\\.0{1,3})?", "a number from 0 to 1")
                    .ifPresent(value -> environment.put("STORY_TEMPERATURE", value));
            in.matching("systemPrompt", "(?s).{1,2000}", "at most 2000 characters: a function's environment holds 4 KB")
                    .ifPresent(value -> environment.put("STORY_SYSTEM_PROMPT", value));
            number(environment, "minPostIntervalMs", "STORY_MIN_POST_INTERVAL_MS", 0, 10_000);
            number(environment, "maxStoryTypeLength", "STORY_MAX_STORY_TYPE_LENGTH", 1, 10_000);
            number(environment, "maxConversationLength", "STORY_MAX_CONVERSATION_LENGTH", 1, 1_000_000);
            number(environment, "firstChunkTimeoutMs", "STORY_FIRST_CHUNK_TIMEOUT_MS", 100, 900_000);
            number(environment, "stallTimeoutMs", "STORY_STALL_TIMEOUT_MS", 100, 900_000);
            if (in.flag("showReasoning", false)) {
                environment.put("STORY_SHOW_REASONING", "true");
            }
            environment.put(
                    "STORY_METRICS_NAMESPACE",
                    in.matching("metricsNamespace", "[A-Za-z0-9._/#-]{1,255}", "letters, digits and ._/#-")
                            .orElse("StoryStreamer"));
            in.read().put("metricsNamespace", environment.getOrDefault("STORY_METRICS_NAMESPACE", ""));
            return environment;
        }

        private void number(Map<String, String> environment, String name, String variable, int min, int max) {
            in.numberIfAny(name, min, max).ifPresent(value -> environment.put(variable, Integer.toString(value)));
        }

        private FunctionSettings function(Invocation invocation) {
            boolean async = invocation == Invocation.ASYNC;
            return new FunctionSettings(
                    Path.of(in.text("zip", PACKAGE)),
                    in.number("memorySize", 512, 256, 10_240),
                    in.choice(
                            "architecture",
                            "arm64",
                            Map.of("arm64", Architecture.ARM_64, "x86_64", Architecture.X86_64)),
                    in.choice("javaRuntime", "java25", Map.of("java25", Runtime.JAVA_25, "java21", Runtime.JAVA_21)),
                    in.flag("snapStart", true),
                    Duration.ofSeconds(in.number("timeoutSeconds", async ? 300 : 29, 5, async ? 900 : 29)),
                    reservedConcurrency(),
                    in.flag("tracing", false),
                    in.choice("logRetentionDays", "30", retentions()));
        }

        private OptionalInt reservedConcurrency() {
            if (in.text("reservedConcurrency").filter("none"::equals).isPresent()) {
                return OptionalInt.empty();
            }
            return OptionalInt.of(in.number("reservedConcurrency", 20, 1, 1_000));
        }

        private ApiSettings api(Invocation invocation, RetentionDays retention) {
            return new ApiSettings(
                    invocation,
                    access(),
                    in.number("throttleRate", 10, 1, 10_000),
                    in.number("throttleBurst", 20, 1, 5_000),
                    in.choice(
                            "accessLogs",
                            "off",
                            Map.of(
                                    "off",
                                    AccessLogs.OFF,
                                    "on",
                                    AccessLogs.ON,
                                    "with-account-role",
                                    AccessLogs.WITH_ACCOUNT_ROLE)),
                    retention);
        }

        private Access access() {
            String auth = in.choice("auth", "none", Map.of("none", "none", "iam", "iam", "jwt", "jwt"));
            Optional<String> issuer = in.matching("jwtIssuer", "https://[^\\s?#]+", "an https URL");
            Optional<String> audience = in.matching("jwtAudience", "\\S{1,200}", "a word");
            Optional<String> jwks = in.matching("jwksUrl", "https://\\S+", "an https URL");
            Optional<String> origins = in.matching(
                    "allowedOrigins",
                    "https?://[^\\s,/]+(,https?://[^\\s,/]+)*",
                    "origins such as https://app.example.com, with commas between");
            if (auth.equals("jwt") && issuer.isPresent() && audience.isPresent()) {
                return new Access.Jwt(
                        URI.create(issuer.get()),
                        audience.get(),
                        URI.create(jwks.orElse(issuer.get().replaceAll("/$", "") + "/.well-known/jwks.json")),
                        origins.map(list -> Arrays.asList(list.split(","))).orElse(List.of()));
            }
            if (auth.equals("jwt")) {
                in.problem("auth=jwt needs jwtIssuer and jwtAudience");
            } else if (issuer.isPresent() || audience.isPresent() || jwks.isPresent() || origins.isPresent()) {
                in.problem(
                        "jwtIssuer, jwtAudience, jwksUrl and allowedOrigins belong to auth=jwt, not to auth=" + auth);
            }
            return auth.equals("iam") ? new Access.Iam() : new Access.None();
        }

        private Optional<WatchSettings> watch(Map<String, String> environment) {
            boolean alarms = in.flag("alarms", true);
            boolean dashboard = in.flag("dashboard", true);
            Optional<String> email = in.matching("alarmEmail", "[^@\\s]+@[^@\\s]+", "an e-mail address");
            Duration slow = Duration.ofMillis(in.number("firstTextP99Ms", 5_000, 1, 900_000));
            OptionalInt budget = in.numberIfAny("monthlyBudgetUsd", 1, 10_000_000);
            if (budget.isPresent() && email.isEmpty()) {
                in.problem("monthlyBudgetUsd needs alarmEmail: somebody to write to");
                return Optional.empty();
            }
            String namespace = environment.getOrDefault("STORY_METRICS_NAMESPACE", "");
            return Optional.of(new WatchSettings(alarms, dashboard, email, slow, budget, namespace));
        }

        /** The CDK's own names have a colon, a slash or a hyphen in them. */
        private void misspelt(Set<String> names) {
            names.stream()
                    .filter(name -> name.matches("[A-Za-z][A-Za-z0-9]*"))
                    .filter(name -> !in.read().containsKey(name))
                    .sorted()
                    .forEach(name -> in.problem("%s: there is no such setting; there are %s"
                            .formatted(name, String.join(", ", in.read().keySet()))));
        }

        private static Map<String, RetentionDays> retentions() {
            Map<String, RetentionDays> retentions = new LinkedHashMap<>();
            retentions.put("1", RetentionDays.ONE_DAY);
            retentions.put("3", RetentionDays.THREE_DAYS);
            retentions.put("7", RetentionDays.ONE_WEEK);
            retentions.put("14", RetentionDays.TWO_WEEKS);
            retentions.put("30", RetentionDays.ONE_MONTH);
            retentions.put("90", RetentionDays.THREE_MONTHS);
            retentions.put("180", RetentionDays.SIX_MONTHS);
            retentions.put("365", RetentionDays.ONE_YEAR);
            return retentions;
        }
    }
}
