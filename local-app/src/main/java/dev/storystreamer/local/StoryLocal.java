package dev.storystreamer.local;

import static java.util.Objects.requireNonNull;

import dev.storystreamer.awslocal.faults.ActiveFault;
import dev.storystreamer.awslocal.faults.LatencyProfile;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/**
 * The command line. Exits with 0 when it has done what it was asked, 1 when a story did not end well or the server could
 * not start, 2 when a flag is wrong, and 128 and a signal's number when one has ended it.
 */
@Command(
        name = "story-local",
        description = {
            "Story Streamer on this machine: the deployed handler, unchanged, between stand-ins for API Gateway,"
                    + " @connections, Bedrock and Lambda. No account and no Docker.",
            ""
        },
        footer = {
            "",
            "Ctrl-C, or SIGTERM, stops the stories under way: each client is sent the last frame of its story, then the"
                    + " close 1001. A second one ends the process at once."
        },
        mixinStandardHelpOptions = true,
        versionProvider = StoryLocal.Version.class,
        sortOptions = false,
        usageHelpAutoWidth = true)
public final class StoryLocal implements Callable<Integer> {

    private static final int MAX_TIME_SCALE = 1_000_000;

    /** What the default pace is, for the help text: must be constants there. */
    private static final String FROM_STAND_IN = " (default: ${DEFAULT-VALUE})";

    @Spec
    @Nullable CommandSpec spec;

    @Option(
            names = "--port",
            paramLabel = "N",
            defaultValue = "8080",
            description = "where to listen; 0 takes any free port" + FROM_STAND_IN)
    int port;

    @Option(
            names = "--host",
            paramLabel = "HOST",
            defaultValue = "127.0.0.1",
            description = "which address to listen on" + FROM_STAND_IN)
    String host = "127.0.0.1";

    @Option(
            names = "--story",
            paramLabel = "TOPIC",
            description = "tell one story here, print its frames, and exit: 0 if it finished, 1 if not")
    @Nullable String story;

    @Option(
            names = "--bedrock",
            paramLabel = "local|aws",
            defaultValue = "local",
            description = "the stand-in model, or the real Bedrock with this machine's credentials" + FROM_STAND_IN)
    Bedrock bedrock = Bedrock.local;

    @Option(
            names = "--model-id",
            paramLabel = "ID",
            defaultValue = "global.amazon.nova-2-lite-v1:0",
            description = "which model to ask" + FROM_STAND_IN)
    String modelId = "";

    @Option(
            names = "--first-token-ms",
            paramLabel = "MS",
            defaultValue = "400",
            description = "how long the stand-in model thinks" + FROM_STAND_IN)
    long firstTokenMs;

    @Option(
            names = "--token-interval-ms",
            paramLabel = "MS",
            defaultValue = "40",
            description = "its pause between two deltas" + FROM_STAND_IN)
    long tokenIntervalMs;

    @Option(
            names = "--burst",
            paramLabel = "N",
            defaultValue = "1",
            description =
                    "how many deltas it sends at once, on the average, with pauses of all lengths between; 1 is even"
                            + FROM_STAND_IN)
    int burst;

    @Option(
            names = "--tokens",
            paramLabel = "N",
            defaultValue = "0",
            description = "how many deltas its stories have; 0 leaves it to the story" + FROM_STAND_IN)
    int tokens;

    @Option(
            names = "--post-latency-ms",
            paramLabel = "MS",
            defaultValue = "8",
            description = "how long one post to a client takes" + FROM_STAND_IN)
    long postLatencyMs;

    @Option(
            names = "--fault",
            paramLabel = "NAME[@N]",
            description = "break on purpose, at delta or post N where that makes sense; may be given more than once")
    List<ActiveFault> faults = List.of();

    @Option(names = "--list-faults", description = "print what can be broken, and what a client should then see")
    boolean listFaults;

    @Option(
            names = "--time-scale",
            paramLabel = "X",
            defaultValue = "1",
            description = "run the clocks of 29 s, 10 min and 2 h X times faster" + FROM_STAND_IN)
    double timeScale;

    @Option(
            names = "--invocation",
            paramLabel = "async|sync",
            defaultValue = "async",
            description = "how messages reach the handler; async, as deployed, knows no 29 s" + FROM_STAND_IN)
    InvocationType invocation = InvocationType.async;

    @Option(
            names = "--json",
            description = "print the handler's log as it is, JSON lines and metrics, to standard error")
    boolean json;

    /** Where the model is; the constants are the words of the command line. */
    enum Bedrock {
        local,
        aws
    }

    /** How a message is delivered; the constants are the words of the command line. */
    enum InvocationType {
        async,
        sync
    }

    /** Created by the command line. */
    StoryLocal() {}

    /**
     * Runs the command.
     *
     * @param args the flags; {@code --help} lists them
     */
    public static void main(String[] args) {
        Logging.quiet();
        Locales.few();
        Preload.begin();
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        return new CommandLine(new StoryLocal())
                .registerConverter(ActiveFault.class, StoryLocal::fault)
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    command.getErr().println("story-local: " + failure.getMessage());
                    return CommandLine.ExitCode.SOFTWARE;
                });
    }

    @Override
    public Integer call() throws Exception {
        CommandLine command = commandLine(spec);
        PrintWriter out = command.getOut();
        if (listFaults) {
            FaultList.print(out);
            return 0;
        }
        Settings settings = settings();
        if (json) {
            Logging.asJson();
        }
        try (LocalServer server = LocalServer.start(settings, new HandlerLog(command.getErr(), json, story != null))) {
            EndSignals signals = EndSignals.take();
            if (story != null) {
                signals.onFirst(server::endStories);
                server.introduce(out, false);
                boolean finished = OneStory.tell(server, story, out);
                return signals.or(finished ? 0 : 1);
            }
            server.introduce(out, true);
            return signals.await(); // and only then the server is closed
        } catch (UncheckedIOException e) {
            throw new IllegalStateException(
                    "cannot listen on " + host + ":" + port + " (" + rootOf(e).getMessage()
                            + "): choose another port with --port (0 takes any that is free)",
                    e);
        }
    }

    private static Throwable rootOf(Throwable failure) {
        Throwable cause = failure.getCause();
        return cause == null ? failure : rootOf(cause);
    }

    private static CommandLine commandLine(@Nullable CommandSpec spec) {
        return requireNonNull(spec, "spec").commandLine();
    }

    private Settings settings() {
        requireOwnAddress();
        if (modelId.isBlank()) {
            throw invalid("--model-id", "must not be empty");
        }
        return new Settings(
                host,
                atLeast("--port", port, 0, 65_535),
                pace(),
                positive("--time-scale", timeScale),
                modelId,
                faults,
                bedrock == Bedrock.aws,
                invocation == InvocationType.async);
    }

    private static ActiveFault fault(String text) {
        try {
            return ActiveFault.parse(text);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(e.getMessage() + " (--list-faults)");
        }
    }

    private LatencyProfile pace() {
        return new LatencyProfile(
                Duration.ofMillis(atLeast("--first-token-ms", firstTokenMs, 0, LatencyProfile.MAX_WAIT.toMillis())),
                Duration.ofMillis(
                        atLeast("--token-interval-ms", tokenIntervalMs, 0, LatencyProfile.MAX_WAIT.toMillis())),
                atLeast("--burst", burst, 1, LatencyProfile.MAX_BURST),
                atLeast("--tokens", tokens, 0, LatencyProfile.MAX_TOKENS),
                Duration.ofMillis(atLeast("--post-latency-ms", postLatencyMs, 0, LatencyProfile.MAX_WAIT.toMillis())));
    }

    private int atLeast(String flag, int value, int least, int most) {
        return (int) atLeast(flag, (long) value, least, most);
    }

    private long atLeast(String flag, long value, long least, long most) {
        if (value < least || value > most) {
            throw invalid(flag, "must be from " + least + " to " + most + ", but is " + value);
        }
        return value;
    }

    private double positive(String flag, double value) {
        if (!(value > 0 && value <= MAX_TIME_SCALE)) {
            throw invalid(flag, "must be above 0 and at most " + MAX_TIME_SCALE + ", but is " + value);
        }
        return value;
    }

    private void requireOwnAddress() {
        try {
            InetAddress address = InetAddress.getByName(host);
            if (!address.isLoopbackAddress()
                    && !address.isAnyLocalAddress()
                    && NetworkInterface.getByInetAddress(address) == null) {
                throw invalid("--host", host + " is not an address of this machine");
            }
        } catch (UnknownHostException e) {
            throw invalid("--host", "nobody knows the host " + host);
        } catch (SocketException e) {
            // What cannot be looked up will show when it is listened on.
        }
    }

    private ParameterException invalid(String flag, String why) {
        return new ParameterException(commandLine(spec), "Invalid value for option '" + flag + "': " + why);
    }

    /** Reads the version of the build from the jar's manifest. */
    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = StoryLocal.class.getPackage().getImplementationVersion();
            return new String[] {"story-local " + Optional.ofNullable(version).orElse("(not packaged)")};
        }
    }
}
