package dev.storystreamer.benchmarks;

import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;

/**
 * What is compared.
 *
 * @param title as the tables print it, with its unit
 * @param decimals as many are printed
 * @param values sums trials up
 */
record Figure(String title, int decimals, Function<List<Trial>, Spread> values) {
    static final Figure READY = new Figure("start to ready, ms", 0, ofEach(Trial::readyMs));
    static final Figure FIRST_STORY = new Figure(
            "first text lag, first story, ms", 1, ofEach(trial -> trial.first().firstTextLagMs()));
    static final Figure FIRST_TEXT = new Figure("first text lag, warm, ms", 1, ofWarm(Measurement::firstTextLagMs));
    static final Figure FINISH = new Figure("finish lag, warm, ms", 1, ofWarm(Measurement::finishLagMs));
    static final Figure POSTS = new Figure("posts, warm", 0, ofWarm(Measurement::posts));
    static final Figure CPU =
            new Figure("CPU per 1,000 deltas, warm, ms", 0, ofWarm(Measurement::cpuMsPerThousandDeltas));
    static final Figure START_CPU =
            new Figure("CPU of the start and the first story, ms", 0, ofEach(Trial::startAndFirstCpuMs));
    static final Figure PEAK = new Figure("peak resident, MB", 0, ofEach(Trial::peakMegabytes));
    static final Figure INVOCATION = new Figure("invocation, warm, s", 2, ofWarm(story -> story.invocationMs() / 1000));
    static final Figure DOLLARS = new Figure("USD per million stories, warm", 0, ofWarm(Price::ofAMillion));

    static final List<Figure> ALL =
            List.of(READY, FIRST_STORY, FIRST_TEXT, FINISH, POSTS, CPU, START_CPU, PEAK, INVOCATION, DOLLARS);

    Spread of(List<Trial> trials) {
        return values.apply(trials);
    }

    private static Function<List<Trial>, Spread> ofEach(ToDoubleFunction<Trial> value) {
        return trials -> Spread.of(trials.stream().mapToDouble(value));
    }

    private static Function<List<Trial>, Spread> ofWarm(ToDoubleFunction<Measurement> value) {
        return trials -> Spread.of(trials.stream().flatMapToDouble(trial -> warm(trial, value)));
    }

    private static DoubleStream warm(Trial trial, ToDoubleFunction<Measurement> value) {
        return trial.warm().stream().mapToDouble(value);
    }
}
