package dev.storystreamer.local;

import dev.storystreamer.bedrock.BedrockOptions;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Checks of option values. Each throws a {@link ParameterException} that names the option. */
final class OptionChecks {

    private OptionChecks() {}

    static int inRange(CommandSpec command, String option, int value, int min, int max) {
        return (int) inRange(command, option, (long) value, min, max);
    }

    static long inRange(CommandSpec command, String option, long value, long min, long max) {
        if (value < min || value > max) {
            throw invalid(command, option, "must be from " + min + " to " + max + ", but is " + value);
        }
        return value;
    }

    static double positive(CommandSpec command, String option, double value, double max) {
        if (!(value > 0 && value <= max)) {
            throw invalid(command, option, "must be above 0 and at most " + (long) max + ", but is " + value);
        }
        return value;
    }

    static String modelId(CommandSpec command, String option, String value) {
        if (!BedrockOptions.isId(value)) {
            throw invalid(command, option, "must be " + BedrockOptions.ID_RULE + ": " + value);
        }
        return value;
    }

    /** An origin is compared with the Origin header, in which browsers send lower case and no path. */
    static List<String> origins(CommandSpec command, String option, List<String> values) {
        for (String value : values) {
            if (!value.matches("https?://[a-z0-9.\\[\\]:-]+")) {
                throw invalid(
                        command, option, "must be an origin such as http://192.168.0.7:3000, in lower case: " + value);
            }
        }
        return values;
    }

    static String localAddress(CommandSpec command, String option, String host) {
        try {
            InetAddress address = InetAddress.getByName(host);
            if (!address.isLoopbackAddress()
                    && !address.isAnyLocalAddress()
                    && NetworkInterface.getByInetAddress(address) == null) {
                throw invalid(command, option, host + " is not an address of this machine");
            }
        } catch (UnknownHostException e) {
            throw invalid(command, option, "unknown host " + host);
        } catch (SocketException e) {
            // The network interfaces cannot be listed. An address that is not local fails when the server starts.
        }
        return host;
    }

    private static ParameterException invalid(CommandSpec command, String option, String reason) {
        return new ParameterException(command.commandLine(), "Invalid value for option '" + option + "': " + reason);
    }
}
