package dev.storystreamer.benchmarks;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * One process of a contender: its start, its first story, and some warm ones.
 *
 * @param readyMs from the start of the process to its first request for work
 * @param first its first story
 * @param startAndFirstCpuMs processor time from its start to the end of its first story
 * @param warm stories after the first and after those that only warm it up
 * @param peakMegabytes the most memory it ever held
 */
record Trial(
        Jdk jdk,
        Contender contender,
        int round,
        double readyMs,
        Measurement first,
        double startAndFirstCpuMs,
        List<Measurement> warm,
        double peakMegabytes) {

    /** What Lambda starts its own Java with, where it matters here. */
    static final List<String> LAMBDA_LIKE = List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

    static Trial run(FunctionPackage functions, Jdk jdk, Contender contender, int round, Plan plan)
            throws IOException, InterruptedException {
        return run(functions, jdk, contender, Map.of(), round, plan);
    }

    static Trial run(
            FunctionPackage functions,
            Jdk jdk,
            Contender contender,
            Map<String, String> environment,
            int round,
            Plan plan)
            throws IOException, InterruptedException {
        try (Course course = new Course(functions, contender, plan.pace(), jdk, LAMBDA_LIKE, environment)) {
            Duration ready = course.startToReady();
            Measurement first = course.tell("CATS");
            Duration cpu = course.cpu();
            course.setPace(plan.warmUpPace());
            for (int story = 0; story < plan.warmUps(); story++) {
                course.tell("WARMTH " + story);
            }
            course.setPace(plan.pace());
            List<Measurement> warm = new ArrayList<>();
            for (int story = 0; story < plan.stories(); story++) {
                warm.add(course.tell("STORY " + story));
            }
            return new Trial(
                    jdk,
                    contender,
                    round,
                    ready.toNanos() / 1e6,
                    first,
                    cpu.toNanos() / 1e6,
                    warm,
                    course.peakResidentMegabytes());
        }
    }

    boolean whole() {
        return first.whole() && warm.stream().allMatch(Measurement::whole);
    }
}
