package dev.storystreamer.awslocal;

import org.jspecify.annotations.Nullable;

/** What may be changed while the cloud runs. Thread-safe. */
final class Controls {

    private volatile Pace pace;
    private volatile @Nullable ModelScript script;

    Controls(Pace pace) {
        this.pace = pace;
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
}
