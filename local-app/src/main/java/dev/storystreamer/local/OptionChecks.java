package dev.storystreamer.local;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
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

    static String notBlank(CommandSpec command, String option, String value) {
        if (value.isBlank()) {
            throw invalid(command, option, "must not be empty");
        }
        return value;
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
