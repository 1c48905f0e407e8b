package dev.storystreamer.benchmarks;

import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;

/**
 * Something that the project wants of itself.
 *
 * @param name what, and how much
 * @param figure what is held against the bound: its median
 * @param bound the most it may be
 */
record Goal(String name, Figure figure, ToDoubleFunction<Standings> bound) {

    private static final List<Contender> BY_DELTA =
            List.of(Contender.POST_PER_DELTA, Contender.LANGCHAIN4J, Contender.SPRING_AI);

    /**
     * The goals.
     *
     * @param postMs how long a post takes
     */
    static List<Goal> all(double postMs) {
        return List.of(
                new Goal("finish lag at most 2 L", Figure.FINISH, standings -> 2 * postMs),
                new Goal(
                        "finish lag at most 1/200 of the quickest with a post for each delta",
                        Figure.FINISH,
                        least(Figure.FINISH, 1 / 200.0)),
                new Goal("first text, warm, at most L + 2.5 ms", Figure.FIRST_TEXT, standings -> postMs + 2.5),
                new Goal("first text, first story, at most 2 L", Figure.FIRST_STORY, standings -> 2 * postMs),
                new Goal(
                        "posts at most 0.28 of the fewest with a post for each delta",
                        Figure.POSTS,
                        least(Figure.POSTS, 0.28)),
                new Goal(
                        "CPU per 1,000 deltas at most 0.35 of LangChain4j's",
                        Figure.CPU,
                        langChain4j(Figure.CPU, 0.35)),
                new Goal("CPU per 1,000 deltas at most 630 ms", Figure.CPU, standings -> 630),
                new Goal("start to ready at most 0.75 of LangChain4j's", Figure.READY, langChain4j(Figure.READY, 0.75)),
                new Goal("peak resident at most 0.6 of LangChain4j's", Figure.PEAK, langChain4j(Figure.PEAK, 0.6)),
                new Goal(
                        "USD at most 0.3 of the cheapest with a post for each delta",
                        Figure.DOLLARS,
                        least(Figure.DOLLARS, 0.3)));
    }

    /** Tells whether it is met, such as {@code 31.8 of 40.0: met}. */
    String verdict(Standings standings, Contender ours) {
        double value = standings.spread(figure, ours).median();
        double most = bound.applyAsDouble(standings);
        return Spread.number(value, 1) + " of " + Spread.number(most, 1) + ": "
                + (value <= most ? "met" : "**MISSED**");
    }

    private static ToDoubleFunction<Standings> langChain4j(Figure figure, double share) {
        return standings ->
                share * standings.spread(figure, Contender.LANGCHAIN4J).median();
    }

    private static ToDoubleFunction<Standings> least(Figure figure, double share) {
        return standings -> share * medians(standings, figure).min().orElseThrow();
    }

    private static DoubleStream medians(Standings standings, Figure figure) {
        return BY_DELTA.stream()
                .mapToDouble(other -> standings.spread(figure, other).median());
    }
}
