package dev.storystreamer.local;

import static java.util.Objects.requireNonNull;

import dev.storystreamer.awslocal.faults.ActiveFault;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** The command line options for the server. */
final class ServerOptions {

    /** Must be a constant because annotations use it. */
    static final String DEFAULT = " (default: ${DEFAULT-VALUE})";

    private static final int MAX_TIME_SCALE = 1_000_000;

    @Spec(Spec.Target.MIXEE)
    @Nullable CommandSpec command;

    @Option(
            names = "--port",
            paramLabel = "N",
            defaultValue = "8080",
            description = "port to listen on; 0 selects a free port" + DEFAULT)
    int port;

    @Option(
            names = "--host",
            paramLabel = "HOST",
            defaultValue = "127.0.0.1",
            description = "address to listen on" + DEFAULT)
    String host = "127.0.0.1";

    @Option(
            names = "--allow-origin",
            paramLabel = "ORIGIN",
            description = "accept requests from pages of this origin too, such as http://192.168.0.7:3000; needed only"
                    + " while the server listens on a loopback address; can be repeated")
    List<String> allowedOrigins = List.of();

    @Option(
            names = "--bedrock",
            paramLabel = "local|aws",
            defaultValue = "local",
            description = "local: the simulated model; aws: Amazon Bedrock with this machine's credentials" + DEFAULT)
    Bedrock bedrock = Bedrock.local;

    @Option(
            names = "--model-id",
            paramLabel = "ID",
            defaultValue = "global.amazon.nova-2-lite-v1:0",
            description = "model to call" + DEFAULT)
    String modelId = "";

    @Mixin
    LatencyOptions latency = new LatencyOptions();

    @Option(
            names = "--fault",
            paramLabel = "NAME[@N]",
            converter = FaultConverter.class,
            description = "inject a fault, at delta or post N where the fault has a position; can be repeated")
    List<ActiveFault> faults = List.of();

    @Option(
            names = "--time-scale",
            paramLabel = "X",
            defaultValue = "1",
            description = "divide API Gateway's timeouts (29 s, 10 min, 2 h) by X" + DEFAULT)
    double timeScale;

    @Option(
            names = "--invocation",
            paramLabel = "async|sync",
            defaultValue = "async",
            description =
                    "how messages invoke the handler: async, as deployed, or sync, with a timeout of 29 s" + DEFAULT)
    InvocationType invocation = InvocationType.async;

    /** The constants are the values of {@code --bedrock}. */
    enum Bedrock {
        local,
        aws
    }

    /** The constants are the values of {@code --invocation}. */
    enum InvocationType {
        async,
        sync
    }

    /** Checks the options; throws a {@link picocli.CommandLine.ParameterException} for the first invalid one. */
    ServerSettings toSettings() {
        CommandSpec spec = requireNonNull(command, "command");
        return new ServerSettings(
                OptionChecks.localAddress(spec, "--host", host),
                OptionChecks.inRange(spec, "--port", port, 0, 65_535),
                OptionChecks.origins(spec, "--allow-origin", allowedOrigins),
                latency.toProfile(),
                OptionChecks.positive(spec, "--time-scale", timeScale, MAX_TIME_SCALE),
                OptionChecks.modelId(spec, "--model-id", modelId),
                faults,
                bedrock == Bedrock.aws,
                invocation == InvocationType.async);
    }

    /** Created by picocli. */
    static final class FaultConverter implements ITypeConverter<ActiveFault> {

        @Override
        public ActiveFault convert(String text) {
            try {
                return ActiveFault.parse(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage() + " (see --list-faults)");
            }
        }
    }
}
