package dev.storystreamer.awslocal.faults;

import static java.util.Objects.requireNonNull;

import java.util.regex.Pattern;

/**
 * A fault that is switched on.
 *
 * @param fault the kind of fault
 * @param position the N of its {@linkplain Fault#effect effect}, at least 1: the number of a delta or a post, or a number
 *     of calls or seconds
 */
public record ActiveFault(Fault fault, int position) {

    private static final Pattern POSITION = Pattern.compile("\\d{1,7}");

    /**
     * Checks the position.
     *
     * @throws IllegalArgumentException if the fault has a position and it is below 1
     */
    public ActiveFault {
        requireNonNull(fault, "fault");
        if (fault.hasPosition() && position < 1) {
            throw invalidPosition(fault.flag() + "@" + position);
        }
    }

    /**
     * Parses a fault as it is written on a command line.
     *
     * @param text {@code NAME} or {@code NAME@N}
     * @return the fault
     * @throws IllegalArgumentException if there is no such fault, it has no position and one is given, or the position is
     *     not a number from 1 to 9999999
     */
    public static ActiveFault parse(String text) {
        int at = text.indexOf('@');
        String name = at < 0 ? text : text.substring(0, at);
        Fault fault = Fault.of(name)
                .orElseThrow(() -> new IllegalArgumentException(
                        "there is no fault '" + text + "'; the list of faults names them all"));
        if (at < 0) {
            return new ActiveFault(fault, fault.defaultPosition());
        }
        if (!fault.hasPosition()) {
            throw new IllegalArgumentException(fault.flag() + " happens at once and takes no @N");
        }
        String position = text.substring(at + 1);
        if (!POSITION.matcher(position).matches()) {
            throw invalidPosition(text);
        }
        return new ActiveFault(fault, Integer.parseInt(position));
    }

    private static IllegalArgumentException invalidPosition(String fault) {
        return new IllegalArgumentException(fault + ": the number after @ must be from 1 to 9999999");
    }

    @Override
    public String toString() {
        return fault.hasPosition() ? fault.flag() + "@" + position : fault.flag();
    }
}
