package dev.storystreamer.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * What one process of a contender does: a first round of stories, uncounted rounds at full speed, and counted rounds. In a
 * round every client requests a story at the same time.
 *
 * @param clients how many stories run at once; 0 to start the process only
 * @param fixture of the first round
 * @param warmUps uncounted rounds after the first
 * @param counted the fixtures of the counted rounds after those
 */
record LoadTest(
        Contender contender, Jdk jdk, int clients, ModelFixture fixture, int warmUps, List<ModelFixture> counted) {

    private static final double START_SECONDS = 3;
    private static final Measurement NO_STORY = new Measurement(
            0, true, 0, 0, 0, Double.NaN, Double.NaN, Double.NaN, Double.NaN, 0, 0, Double.NaN, Double.NaN);

    /** One round; its number counts the warm-ups too. */
    private record Round(int number, ModelFixture fixture, List<Measurement> stories) {}

    /** Whose counted rounds have the fixture of the first. */
    LoadTest(Contender contender, Jdk jdk, int clients, ModelFixture fixture, int warmUps, int rounds) {
        this(contender, jdk, clients, fixture, warmUps, Collections.nCopies(rounds, fixture));
    }

    /** Runs a process of its own, and records its first round and the counted ones. */
    List<StoryRecord> run(FunctionPackages packages, int process) throws IOException, InterruptedException {
        try (TestBed bed = new TestBed(packages, contender, jdk, clients)) {
            List<Round> rounds = new ArrayList<>();
            rounds.add(new Round(0, fixture, clients == 0 ? List.of(NO_STORY) : bed.run(fixture, "CATS")));
            double firstStoryCpuMs = bed.cpuMs();
            for (int i = 0; i < warmUps; i++) {
                bed.run(fixture.atFullSpeed(), "WARM-UP " + i);
            }
            for (ModelFixture next : counted) {
                int number = warmUps + rounds.size();
                rounds.add(new Round(number, next, bed.run(next, "STORY " + rounds.size())));
            }
            StoryRecord.Setup setup = packages.setup(contender, jdk, clients, process);
            StoryRecord.ProcessFigures figures = bed.figures(firstStoryCpuMs);
            List<StoryRecord> records = new ArrayList<>();
            for (Round round : rounds) {
                for (Measurement story : round.stories) {
                    records.add(new StoryRecord(
                            setup, round.number, round.fixture.interval(), round.fixture.postMs(), story, figures));
                }
            }
            return records;
        }
    }

    /** About how long it takes. */
    double seconds() {
        boolean joined = contender.joinsPosts();
        return START_SECONDS
                + fixture.seconds(joined)
                + warmUps * fixture.atFullSpeed().seconds(joined)
                + counted.stream().mapToDouble(next -> next.seconds(joined)).sum();
    }
}
