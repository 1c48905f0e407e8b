package dev.storystreamer.local;

import static java.util.Objects.requireNonNull;

import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * The command {@code story-local}. Exit codes: 0 for success, 1 if a story did not finish or the server could not start, 2
 * for an invalid option, 128 plus the signal's number after a signal.
 */
@Command(
        name = "story-local",
        description = {
            "Runs Story Streamer on this machine: the deployed handler, unchanged, with simulated API Gateway,"
                    + " @connections, Bedrock and Lambda. Needs no AWS account and no Docker.",
            ""
        },
        footer = {
            "",
            "Ctrl-C (or SIGTERM) stops the running stories: each client gets the last frame of its story, then close code"
                    + " 1001. A second Ctrl-C stops the process at once."
        },
        mixinStandardHelpOptions = true,
        versionProvider = StoryLocal.ManifestVersion.class,
        sortOptions = false,
        usageHelpAutoWidth = true)
public final class StoryLocal implements Callable<Integer> {

    @Spec
    @Nullable CommandSpec spec;

    @Option(
            names = "--story",
            paramLabel = "TOPIC",
            description = "run one story, print its frames and exit: 0 if the story finished, 1 if not")
    @Nullable String story;

    @Mixin
    ServerOptions server = new ServerOptions();

    @Option(names = "--list-faults", description = "print all faults, and what a client sees of each")
    boolean listFaults;

    @Option(
            names = "--json",
            description = "print the handler's log (JSON lines and metrics) unchanged to standard error")
    boolean json;

    /** Created by {@link #commandLine}. */
    StoryLocal() {}

    /**
     * Runs the command and exits.
     *
     * @param args the options; {@code --help} lists them
     */
    public static void main(String[] args) {
        LibraryLogging.showWarningsOnly();
        StartupOptimizations.apply();
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        return new CommandLine(new StoryLocal()).setExecutionExceptionHandler((failure, command, parsed) -> {
            command.getErr().println("story-local: " + failure.getMessage());
            return CommandLine.ExitCode.SOFTWARE;
        });
    }

    @Override
    public Integer call() {
        CommandLine command = requireNonNull(spec, "spec").commandLine();
        PrintWriter out = command.getOut();
        if (listFaults) {
            FaultList.print(out);
            return 0;
        }
        ServerSettings settings = server.toSettings();
        if (json) {
            LibraryLogging.useJson();
        }
        Consumer<String> log = new HandlerLogPrinter(command.getErr(), json, story != null);
        if (settings.realBedrock() && !json) {
            log = log.andThen(new BedrockAdvice(command.getErr()));
        }
        try (LocalServer running = LocalServer.start(settings, log)) {
            ShutdownSignals signals = ShutdownSignals.install();
            StartupMessage.printFirstLine(out, running, settings.realBedrock());
            if (story != null) {
                return runStory(running, story, signals, out);
            }
            StartupMessage.printServices(out, running, settings.realBedrock());
            return signals.await();
        } catch (UncheckedIOException e) {
            throw new IllegalStateException(
                    "cannot listen on " + settings.host() + ":" + settings.port() + " ("
                            + rootCause(e).getMessage()
                            + "): choose another port with --port (0 selects a free port)",
                    e);
        }
    }

    private static int runStory(LocalServer server, String topic, ShutdownSignals signals, PrintWriter out) {
        signals.onFirst(server::stopStories);
        boolean finished = SingleStoryClient.run(server, topic, out);
        return signals.exitCodeOr(finished ? 0 : 1);
    }

    private static Throwable rootCause(Throwable failure) {
        Throwable cause = failure.getCause();
        return cause == null ? failure : rootCause(cause);
    }

    /** Reads the version from the jar's manifest. */
    static final class ManifestVersion implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = StoryLocal.class.getPackage().getImplementationVersion();
            return new String[] {"story-local " + Optional.ofNullable(version).orElse("(not packaged)")};
        }
    }
}
