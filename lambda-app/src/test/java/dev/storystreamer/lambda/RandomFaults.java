package dev.storystreamer.lambda;

import dev.storystreamer.awslocal.bedrock.ModelScript;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * The faults of one story, generated from a seed.
 *
 * @param number the story's number, part of its prompt and of its connection id
 * @param v2 whether it uses protocol 2
 * @param faults the plan
 * @param timeLeft the time of its invocation
 * @param stopsAfter when its client sends an abort, in milliseconds; 0 for never
 * @param harmless whether there is no fault
 * @param postsSucceed whether all posts are delivered
 * @param modelStops whether the model sends messageStop
 */
record RandomFaults(
        int number,
        boolean v2,
        FaultPlan faults,
        Duration timeLeft,
        int stopsAfter,
        boolean harmless,
        boolean postsSucceed,
        boolean modelStops) {

    /** Longer than the stall timeout of these stories. */
    private static final Duration SILENCE = Duration.ofSeconds(6);

    private static final List<FaultPlan.Call> REFUSALS = List.of(
            FaultPlan.Call.refused(429, "ThrottlingException"),
            FaultPlan.Call.refused(429, "ModelNotReadyException"),
            FaultPlan.Call.refused(500, "InternalServerException"),
            FaultPlan.Call.refused(503, "ServiceUnavailableException"),
            FaultPlan.Call.refused(502, ""),
            FaultPlan.Call.closed(),
            FaultPlan.Call.refused(408, "ModelTimeoutException"),
            FaultPlan.Call.refused(424, "ModelErrorException"),
            FaultPlan.Call.refused(403, "AccessDeniedException"));

    private static final List<String> EXCEPTIONS = List.of(
            "throttlingException",
            "internalServerException",
            "modelStreamErrorException",
            "serviceUnavailableException",
            "validationException",
            "SomethingNewException");

    static RandomFaults generate(long seed, int number) {
        RandomGenerator random = randomOf(seed * 1_000_003 + number);
        boolean v2 = random.nextBoolean();
        boolean modelFails = random.nextInt(2) == 0;
        boolean postsFail = random.nextInt(2) == 0;
        boolean stops = v2 && random.nextInt(20) == 0;
        boolean shortTime = random.nextInt(20) == 0;
        int refusedCalls = modelFails && random.nextInt(3) == 0 ? 1 + random.nextInt(5) : 0;
        List<ModelScript.Step> steps = texts(number, random);
        int modelFault = modelFails ? random.nextInt(8) : 0;
        addModelFault(modelFault, steps, random);
        long callSeed = random.nextLong();
        FaultPlan faults = new FaultPlan(
                n -> n <= refusedCalls
                        ? REFUSALS.get(randomOf(callSeed + n).nextInt(REFUSALS.size()))
                        : FaultPlan.Call.streams(steps),
                posts(postsFail, random));
        return new RandomFaults(
                number,
                v2,
                faults,
                shortTime ? Duration.ofMillis(2_550 + random.nextInt(400)) : Duration.ofSeconds(40),
                stops ? 1 + random.nextInt(60) : 0,
                modelFault == 0 && refusedCalls == 0 && !postsFail && !stops && !shortTime,
                !postsFail && !shortTime,
                modelFault == 0);
    }

    private static RandomGenerator randomOf(long seed) {
        return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    }

    /** Each text occurs once in all stories, so that a lost, repeated or reordered one is detected. */
    private static List<ModelScript.Step> texts(int number, RandomGenerator random) {
        List<ModelScript.Step> steps = new ArrayList<>();
        Duration interval = Duration.ofMillis(List.of(0, 0, 1, 3, 10).get(random.nextInt(5)));
        steps.add(FaultPlan.start(Duration.ofMillis(random.nextInt(30))));
        int count = random.nextInt(40);
        for (int i = 0; i < count; i++) {
            steps.add(FaultPlan.text(
                    random.nextInt(5) == 0 ? Duration.ofMillis(20) : interval, number + "." + i + " é "));
        }
        return steps;
    }

    private static void addModelFault(int kind, List<ModelScript.Step> steps, RandomGenerator random) {
        switch (kind) {
            case 0 -> steps.addAll(FaultPlan.end(random.nextBoolean() ? "end_turn" : "max_tokens"));
            case 1, 2 -> steps.add(FaultPlan.exception(EXCEPTIONS.get(random.nextInt(EXCEPTIONS.size()))));
            case 3 -> steps.add(new ModelScript.Break(Duration.ofMillis(random.nextInt(5)), false));
            case 4 -> steps.add(new ModelScript.Break(Duration.ofMillis(random.nextInt(5)), true));
            case 5 -> steps.add(FaultPlan.bytes(ByteBuffer.allocate(64))); // not an event-stream message
            case 6 -> steps.add(new ModelScript.Break(SILENCE, false));
            default -> {
                // a complete HTTP response without messageStop
            }
        }
    }

    private static IntFunction<FaultPlan.Post> posts(boolean fail, RandomGenerator random) {
        int maxDelay = List.of(1, 5, 40).get(random.nextInt(3));
        int percent = List.of(5, 15, 30).get(random.nextInt(3));
        int disconnectsAt = random.nextInt(4) == 0 ? 1 + random.nextInt(12) : Integer.MAX_VALUE;
        int unansweredAt = random.nextInt(15) == 0 ? 1 + random.nextInt(8) : 0;
        long seed = random.nextLong();
        return n -> {
            RandomGenerator own = randomOf(seed + n);
            Duration delay = Duration.ofMillis(own.nextInt(maxDelay));
            if (!fail) {
                return FaultPlan.Post.ACCEPTED.after(delay);
            }
            if (n >= disconnectsAt) {
                return FaultPlan.Post.refused(410, own.nextBoolean() ? "GoneException" : "");
            }
            if (n == unansweredAt) {
                return FaultPlan.Post.UNANSWERED;
            }
            return (own.nextInt(100) < percent ? failure(own) : FaultPlan.Post.ACCEPTED).after(delay);
        };
    }

    private static FaultPlan.Post failure(RandomGenerator random) {
        return switch (random.nextInt(12)) {
            case 0, 1, 2, 3 -> FaultPlan.Post.refused(429, "LimitExceededException");
            case 4, 5, 6 -> FaultPlan.Post.refused(500, "InternalServerException");
            case 7, 8 -> FaultPlan.Post.deliveredButAnswered(500, "");
            case 9, 10 -> FaultPlan.Post.refused(503, "");
            default -> FaultPlan.Post.refused(403, "ForbiddenException");
        };
    }

    String connectionId() {
        return "story" + number + "=";
    }

    /** The part of the prompt that identifies this story. */
    String topic() {
        return "cats of house " + number + " only";
    }

    String request() {
        return v2
                ? EndingCase.v2("[{\"id\":\"u\",\"role\":\"user\",\"parts\":[{\"type\":\"text\",\"text\":\"" + topic()
                        + "\"}]}]")
                : "{\"storyType\":\"" + topic() + "\"}";
    }
}
