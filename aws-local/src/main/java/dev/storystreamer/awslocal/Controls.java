package dev.storystreamer.awslocal;

import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** What may be changed while the cloud runs. Thread-safe. */
final class Controls {

    private final AtomicInteger modelCalls = new AtomicInteger();
    private volatile Pace pace;
    private volatile @Nullable ModelScript script;
    private volatile List<ActiveFault> faults;

    Controls(Pace pace, List<ActiveFault> faults) {
        this.pace = pace;
        this.faults = List.copyOf(faults);
    }

    Pace pace() {
        return pace;
    }

    void setPace(Pace value) {
        pace = value;
    }

    /** What the model does whatever it is asked; null if it tells stories. */
    @Nullable ModelScript script() {
        return script;
    }

    void setScript(@Nullable ModelScript value) {
        script = value;
    }

    List<ActiveFault> faults() {
        return faults;
    }

    void setFaults(List<ActiveFault> value) {
        faults = List.copyOf(value);
        modelCalls.set(0);
    }

    boolean has(Fault fault) {
        return at(fault).isPresent();
    }

    /** Where a fault happens, if it is switched on. */
    OptionalInt at(Fault fault) {
        return faults.stream()
                .filter(active -> active.fault() == fault)
                .mapToInt(ActiveFault::at)
                .findFirst();
    }

    /** Lets one more call of the model go wrong, if it shall. */
    ModelScript applyFaults(ModelScript good) throws ServiceException {
        int call = modelCalls.incrementAndGet();
        ModelScript answer = good;
        for (ActiveFault active : faults) {
            if (active.fault() != Fault.MODEL_BUSY_ONCE || call <= active.at()) {
                ModelFaults.refuse(active);
                answer = ModelFaults.applied(active, answer);
            }
        }
        return answer;
    }
}
