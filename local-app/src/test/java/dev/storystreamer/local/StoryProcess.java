package dev.storystreamer.local;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The command line as a process of its own, with the leave to load native code that the jar's manifest gives it. */
final class StoryProcess {

    private StoryProcess() {}

    /** Not started yet. */
    static ProcessBuilder of(String... flags) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                StoryLocal.class.getName()));
        command.addAll(List.of(flags));
        return new ProcessBuilder(command);
    }
}
