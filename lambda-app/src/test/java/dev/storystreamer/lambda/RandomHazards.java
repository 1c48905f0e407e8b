package dev.storystreamer.lambda;

import dev.storystreamer.awslocal.bedrock.ModelScript;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * One story's faults, drawn from a seed: the same seed draws the same faults.
 *
 * @param number the story's number, which is in its prompt and in its connection id
 * @param v2 its protocol
 * @param hazard what happens to it
 * @param timeLeft how long its invocation may take
 * @param stopsAfter when its client asks for it to be stopped, in milliseconds; 0 for never
 * @param harmless whether nothing at all goes wrong
 * @param postsGoWell whether the client gets all that is posted
 * @param stopSaid whether the model says that it has stopped
 */
record RandomHazards(
        int number,
        boolean v2,
        Hazard hazard,
        Duration timeLeft,
        int stopsAfter,
        boolean harmless,
        boolean postsGoWell,
        boolean stopSaid) {

    /** Longer than the handler of these stories bears. */
    private static final Duration SILENCE = Duration.ofSeconds(6);

    private static final List<Hazard.Call> REFUSALS = List.of(
            Hazard.Call.refused(429, "ThrottlingException"),
            Hazard.Call.refused(429, "ModelNotReadyException"),
            Hazard.Call.refused(500, "InternalServerException"),
            Hazard.Call.refused(503, "ServiceUnavailableException"),
            Hazard.Call.refused(502, ""),
            Hazard.Call.hangUp(),
            Hazard.Call.refused(408, "ModelTimeoutException"),
            Hazard.Call.refused(424, "ModelErrorException"),
            Hazard.Call.refused(403, "AccessDeniedException"));

    private static final List<String> EXCEPTIONS = List.of(
            "throttlingException",
            "internalServerException",
            "modelStreamErrorException",
            "serviceUnavailableException",
            "validationException",
            "SomethingNewException");

    static RandomHazards draw(long seed, int number) {
        RandomGenerator random = randomOf(seed * 1_000_003 + number);
        boolean v2 = random.nextBoolean();
        boolean modelFails = random.nextInt(2) == 0;
        boolean postsFail = random.nextInt(2) == 0;
        boolean stops = v2 && random.nextInt(20) == 0;
        boolean hurried = random.nextInt(20) == 0;
        int refusedCalls = modelFails && random.nextInt(3) == 0 ? 1 + random.nextInt(5) : 0;
        List<ModelScript.Step> steps = words(number, random);
        int trouble = modelFails ? random.nextInt(8) : 0;
        trouble(trouble, steps, random);
        long callSeed = random.nextLong();
        Hazard hazard = new Hazard(
                n -> n <= refusedCalls
                        ? REFUSALS.get(randomOf(callSeed + n).nextInt(REFUSALS.size()))
                        : Hazard.Call.plays(steps),
                posts(postsFail, random));
        return new RandomHazards(
                number,
                v2,
                hazard,
                hurried ? Duration.ofMillis(2_050 + random.nextInt(400)) : Duration.ofSeconds(40),
                stops ? 1 + random.nextInt(60) : 0,
                trouble == 0 && refusedCalls == 0 && !postsFail && !stops && !hurried,
                !postsFail && !hurried,
                trouble == 0);
    }

    private static RandomGenerator randomOf(long seed) {
        return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    }

    /** Every word occurs once in all stories, so none can be lost, doubled or moved unnoticed. */
    private static List<ModelScript.Step> words(int number, RandomGenerator random) {
        List<ModelScript.Step> steps = new ArrayList<>();
        Duration pace = Duration.ofMillis(List.of(0, 0, 1, 3, 10).get(random.nextInt(5)));
        steps.add(Hazard.start(Duration.ofMillis(random.nextInt(30))));
        int words = random.nextInt(40);
        for (int i = 0; i < words; i++) {
            steps.add(Hazard.text(random.nextInt(5) == 0 ? Duration.ofMillis(20) : pace, number + "." + i + " é "));
        }
        return steps;
    }

    private static void trouble(int kind, List<ModelScript.Step> steps, RandomGenerator random) {
        switch (kind) {
            case 0 -> steps.addAll(Hazard.end(random.nextBoolean() ? "end_turn" : "max_tokens"));
            case 1, 2 -> steps.add(Hazard.exception(EXCEPTIONS.get(random.nextInt(EXCEPTIONS.size()))));
            case 3 -> steps.add(new ModelScript.Break(Duration.ofMillis(random.nextInt(5)), false));
            case 4 -> steps.add(new ModelScript.Break(Duration.ofMillis(random.nextInt(5)), true));
            case 5 -> steps.add(Hazard.bytes(ByteBuffer.allocate(64))); // no frame at all
            case 6 -> steps.add(new ModelScript.Break(SILENCE, false));
            default -> {
                // a clean end without messageStop
            }
        }
    }

    private static java.util.function.IntFunction<Hazard.Post> posts(boolean fail, RandomGenerator random) {
        int slowest = List.of(1, 5, 40).get(random.nextInt(3));
        int percent = List.of(5, 15, 30).get(random.nextInt(3));
        int leavesAt = random.nextInt(4) == 0 ? 1 + random.nextInt(12) : Integer.MAX_VALUE;
        int hangsAt = random.nextInt(15) == 0 ? 1 + random.nextInt(8) : 0;
        long seed = random.nextLong();
        return n -> {
            RandomGenerator own = randomOf(seed + n);
            Duration delay = Duration.ofMillis(own.nextInt(slowest));
            if (!fail) {
                return Hazard.Post.ACCEPTED.after(delay);
            }
            if (n >= leavesAt) {
                return Hazard.Post.refused(410, own.nextBoolean() ? "GoneException" : "");
            }
            if (n == hangsAt) {
                return Hazard.Post.HANGS;
            }
            return (own.nextInt(100) < percent ? trouble(own) : Hazard.Post.ACCEPTED).after(delay);
        };
    }

    private static Hazard.Post trouble(RandomGenerator random) {
        return switch (random.nextInt(12)) {
            case 0, 1, 2, 3 -> Hazard.Post.refused(429, "LimitExceededException");
            case 4, 5, 6 -> Hazard.Post.refused(500, "InternalServerException");
            case 7, 8 -> Hazard.Post.deliveredBut(500, "");
            case 9, 10 -> Hazard.Post.refused(503, "");
            default -> Hazard.Post.refused(403, "ForbiddenException");
        };
    }

    String connectionId() {
        return "story" + number + "=";
    }

    /** The words that name this story, in its prompt and nowhere else. */
    String topic() {
        return "cats of house " + number + " only";
    }

    String request() {
        return v2
                ? EndingsRow.v2("[{\"id\":\"u\",\"role\":\"user\",\"parts\":[{\"type\":\"text\",\"text\":\"" + topic()
                        + "\"}]}]")
                : "{\"storyType\":\"" + topic() + "\"}";
    }
}
