package dev.storystreamer.local;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs {@code story-local} in another process, with the access to native code that the jar's manifest allows. */
final class StoryLocalProcess {

    private StoryLocalProcess() {}

    /** Returns a builder for the process; the caller starts it. */
    static ProcessBuilder of(String... options) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                StoryLocal.class.getName()));
        command.addAll(List.of(options));
        return new ProcessBuilder(command);
    }
}
