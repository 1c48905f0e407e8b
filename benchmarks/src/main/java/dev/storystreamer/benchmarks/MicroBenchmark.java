package dev.storystreamer.benchmarks;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * How the micro-benchmarks are run unless JMH's arguments say otherwise: all of them within a quarter of an hour. Processes
 * differ by how their code happens to be compiled and laid out, so there are several; on a busy machine the second compiler
 * takes four seconds until it has done.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(3)
@Warmup(iterations = 10, timeUnit = TimeUnit.MILLISECONDS, time = 500)
@Measurement(iterations = 5, timeUnit = TimeUnit.MILLISECONDS, time = 500)
@State(Scope.Thread)
public abstract class MicroBenchmark {

    /** For the benchmarks of this package. */
    MicroBenchmark() {}
}
