package dev.storystreamer.infra;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import software.amazon.awscdk.services.lambda.Architecture;
import software.amazon.awscdk.services.lambda.Runtime;
import software.amazon.awscdk.services.logs.RetentionDays;

/** Reads the settings of a stack; collects the problems of all values in one {@link ContextReader}. */
record StackSettingsReader(ContextReader in) {
    private static final String DEFAULT_ZIP = "../lambda-app/target/story-lambda.zip";
    private static final String DEFAULT_MODEL = "global.amazon.nova-2-lite-v1:0";

    StoryContext read(Set<String> names, Optional<String> region, LocalDate today) {
        String stackName =
                in.matching("stackName", "StoryStack", "[A-Za-z][A-Za-z0-9-]{0,127}", "letters, digits and hyphens");
        Model model = model(region, today);
        Guardrail guardrail = guardrail();
        Map<String, String> environment = environment();
        InvocationMode invocation =
                in.choice("invocation", "async", Map.of("async", InvocationMode.ASYNC, "sync", InvocationMode.SYNC));
        FunctionSettings function = function(invocation);
        ApiSettings api = api(invocation, function.logRetention());
        Optional<MonitoringSettings> monitoring = monitoring(environment);
        rejectUnknown(names);
        if (!in.problems().isEmpty() || monitoring.isEmpty()) {
            throw new InvalidContextException(in.problems());
        }
        return new StoryContext(
                stackName,
                new StackSettings(function, new StorySettings(model, environment, guardrail), api, monitoring.get()),
                in.values());
    }

    private Model model(Optional<String> region, LocalDate today) {
        Optional<String> source = in.text("profileSource");
        Model model = in.parsed("modelId", DEFAULT_MODEL, id -> Model.of(id, source));
        region.flatMap(model::problemIn).ifPresent(in::addProblem);
        ModelLifecycle.problemOf(model, today).ifPresent(in::addProblem);
        return model;
    }

    private Guardrail guardrail() {
        String id = in.matching(
                        "guardrailId", "[a-z0-9]+|arn:[a-z-]+:bedrock:.+:guardrail/[a-z0-9]+", "an id or an ARN")
                .orElse("");
        String version = in.matching("guardrailVersion", "\\d{1,8}|DRAFT", "a number or DRAFT")
                .orElse("");
        if (id.isEmpty() != version.isEmpty()) {
            in.addProblem("guardrailId and guardrailVersion: give both or neither");
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
                in.matching(
                        "metricsNamespace", "StoryStreamer", "[A-Za-z0-9._/#-]{1,255}", "letters, digits and ._/#-"));
        return environment;
    }

    private void number(Map<String, String> environment, String name, String variable, int min, int max) {
        in.optionalNumber(name, min, max).ifPresent(value -> environment.put(variable, Integer.toString(value)));
    }

    private FunctionSettings function(InvocationMode invocation) {
        boolean async = invocation == InvocationMode.ASYNC;
        return new FunctionSettings(
                Path.of(in.text("zip", DEFAULT_ZIP)),
                in.number("memorySize", 512, 256, 10_240),
                in.choice("architecture", "arm64", Map.of("arm64", Architecture.ARM_64, "x86_64", Architecture.X86_64)),
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

    private ApiSettings api(InvocationMode invocation, RetentionDays retention) {
        return new ApiSettings(
                invocation,
                authorization(),
                in.number("throttleRate", 10, 1, 10_000),
                in.number("throttleBurst", 20, 1, 5_000),
                in.choice(
                        "accessLogs",
                        "off",
                        Map.of(
                                "off",
                                AccessLogMode.OFF,
                                "on",
                                AccessLogMode.ON,
                                "with-account-role",
                                AccessLogMode.WITH_ACCOUNT_ROLE)),
                retention);
    }

    private ConnectAuthorization authorization() {
        String auth = in.choice("auth", "none", Map.of("none", "none", "iam", "iam", "jwt", "jwt"));
        Optional<String> issuer = in.matching("jwtIssuer", "https://[^\\s?#]+", "an https URL");
        Optional<String> audience = in.matching("jwtAudience", "\\S{1,200}", "a value without spaces");
        Optional<String> jwks = in.matching("jwksUrl", "https://\\S+", "an https URL");
        Optional<String> origins = in.matching(
                "allowedOrigins",
                "https?://[^\\s,/]+(,https?://[^\\s,/]+)*",
                "origins such as https://app.example.com, separated by commas");
        if (auth.equals("jwt") && issuer.isPresent() && audience.isPresent()) {
            return new ConnectAuthorization.Jwt(
                    URI.create(issuer.get()),
                    audience.get(),
                    URI.create(jwks.orElse(issuer.get().replaceAll("/$", "") + "/.well-known/jwks.json")),
                    origins.map(list -> Arrays.asList(list.split(","))).orElse(List.of()));
        }
        if (auth.equals("jwt")) {
            in.addProblem("auth=jwt needs jwtIssuer and jwtAudience");
        } else if (issuer.isPresent() || audience.isPresent() || jwks.isPresent() || origins.isPresent()) {
            in.addProblem("jwtIssuer, jwtAudience, jwksUrl and allowedOrigins belong to auth=jwt, not to auth=" + auth);
        }
        return auth.equals("iam") ? new ConnectAuthorization.Iam() : new ConnectAuthorization.None();
    }

    private Optional<MonitoringSettings> monitoring(Map<String, String> environment) {
        boolean alarms = in.flag("alarms", true);
        boolean dashboard = in.flag("dashboard", true);
        Optional<String> email = in.matching("alarmEmail", "[^@\\s]+@[^@\\s]+", "an e-mail address");
        Duration slow = Duration.ofMillis(in.number("firstTextP99Ms", 5_000, 1, 900_000));
        OptionalInt budget = in.optionalNumber("monthlyBudgetUsd", 1, 10_000_000);
        if (budget.isPresent() && email.isEmpty()) {
            in.addProblem("monthlyBudgetUsd needs alarmEmail");
            return Optional.empty();
        }
        String namespace = environment.getOrDefault("STORY_METRICS_NAMESPACE", "");
        return Optional.of(new MonitoringSettings(alarms, dashboard, email, slow, budget, namespace));
    }

    /** Ignores the names of the CDK itself, which contain a colon, a slash or a hyphen. */
    private void rejectUnknown(Set<String> names) {
        names.stream()
                .filter(name -> name.matches("[A-Za-z][A-Za-z0-9]*"))
                .filter(name -> !in.values().containsKey(name))
                .sorted()
                .forEach(name -> in.addProblem("%s: unknown setting; the settings are %s"
                        .formatted(name, String.join(", ", in.values().keySet()))));
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
