package dev.storystreamer.awslocal.faults;

import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;

/** The latency and the active faults, which any thread can change while the cloud runs. */
public final class SimulationSettings {

    private final AtomicInteger modelCalls = new AtomicInteger();
    private volatile LatencyProfile latency;
    private volatile List<ActiveFault> faults;

    public SimulationSettings(LatencyProfile latency, List<ActiveFault> faults) {
        this.latency = latency;
        this.faults = List.copyOf(faults);
    }

    public LatencyProfile latency() {
        return latency;
    }

    public void setLatency(LatencyProfile value) {
        latency = value;
    }

    public List<ActiveFault> faults() {
        return faults;
    }

    public void setFaults(List<ActiveFault> value) {
        faults = List.copyOf(value);
        modelCalls.set(0);
    }

    public boolean has(Fault fault) {
        return position(fault).isPresent();
    }

    /** Returns the position of a fault, if it is active. */
    public OptionalInt position(Fault fault) {
        return faults.stream()
                .filter(active -> active.fault() == fault)
                .mapToInt(ActiveFault::position)
                .findFirst();
    }

    /** Counts the calls of the model since the faults were set; the first call is 1. */
    public int nextModelCall() {
        return modelCalls.incrementAndGet();
    }
}
