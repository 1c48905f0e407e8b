package dev.storystreamer.awslocal.faults;

import static java.util.Objects.requireNonNull;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A fault that is switched on.
 *
 * @param fault the kind of fault
 * @param position the N of its {@linkplain Fault#effect effect}, at least 1: the number of a delta or a post, or a number
 *     of calls or seconds
 */
public record ActiveFault(Fault fault, int position) {

    private static final Pattern SYNTAX = Pattern.compile("([a-z-]+)(?:@(\\d{1,7}))?");

    /**
     * Checks the position.
     *
     * @throws IllegalArgumentException if the fault has a position and it is below 1
     */
    public ActiveFault {
        requireNonNull(fault, "fault");
        if (fault.hasPosition() && position < 1) {
            throw new IllegalArgumentException(fault.flag() + "@" + position + ": the number must be at least 1");
        }
    }

    /**
     * Parses a fault as it is written on a command line.
     *
     * @param text {@code NAME} or {@code NAME@N}
     * @return the fault
     * @throws IllegalArgumentException if there is no such fault, or it has no position and one is given
     */
    public static ActiveFault parse(String text) {
        Matcher matcher = SYNTAX.matcher(text);
        Fault fault = matcher.matches() ? Fault.of(matcher.group(1)).orElse(null) : null;
        if (fault == null) {
            throw new IllegalArgumentException("there is no fault '" + text + "'; the list of faults names them all");
        }
        String position = matcher.group(2);
        if (position != null && !fault.hasPosition()) {
            throw new IllegalArgumentException(fault.flag() + " happens at once and takes no @N");
        }
        return new ActiveFault(fault, position == null ? fault.defaultPosition() : Integer.parseInt(position));
    }

    @Override
    public String toString() {
        return fault.hasPosition() ? fault.flag() + "@" + position : fault.flag();
    }
}
