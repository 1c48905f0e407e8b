package dev.storystreamer.lambda;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;

/**
 * Suspends a process with SIGSTOP, as Lambda freezes an execution environment after an answer. The signal comes from a shell
 * that already runs, because the start of a program would take milliseconds.
 */
final class SuspendedProcess implements AutoCloseable {

    private final long pid;
    private final Process shell;
    private final OutputStream commands;
    private final BufferedReader results;

    /** Prepares; the process continues to run. */
    SuspendedProcess(Process process) {
        pid = process.pid();
        try {
            shell = new ProcessBuilder("sh").redirectErrorStream(true).start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        commands = shell.getOutputStream();
        results = shell.inputReader(US_ASCII);
        send("STOP");
        send("CONT");
    }

    void suspend() {
        send("STOP");
    }

    void resume() {
        send("CONT");
    }

    private void send(String signal) {
        try {
            commands.write(("kill -" + signal + " " + pid + " && echo sent\n").getBytes(US_ASCII));
            commands.flush();
            String result = results.readLine();
            if (!"sent".equals(result)) {
                throw new AssertionError(result);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        resume();
        shell.destroy();
    }
}
