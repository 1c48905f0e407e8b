package dev.storystreamer.local;

import java.util.logging.Level;
import java.util.logging.Logger;

/** The libraries' own logs: only what a person must know. */
final class Logging {

    private Logging() {}

    static void quiet() {
        Logger root = Logger.getLogger("");
        root.setLevel(Level.WARNING);
    }
}
