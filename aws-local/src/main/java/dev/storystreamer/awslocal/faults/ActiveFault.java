package dev.storystreamer.awslocal.faults;

import static java.util.Objects.requireNonNull;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A fault that is switched on.
 *
 * @param fault what goes wrong
 * @param position where, at least 1: a delta, a post, a number of calls or of seconds, as its description says
 */
public record ActiveFault(Fault fault, int position) {

    private static final Pattern FORM = Pattern.compile("([a-z-]+)(?:@(\\d{1,7}))?");

    /**
     * Checks the place.
     *
     * @throws IllegalArgumentException if the fault has a place and it is below 1
     */
    public ActiveFault {
        requireNonNull(fault, "fault");
        if (fault.hasPosition() && position < 1) {
            throw new IllegalArgumentException(fault.flag() + "@" + position + ": the number must be at least 1");
        }
    }

    /**
     * Reads a fault as it is written on a command line.
     *
     * @param text {@code NAME} or {@code NAME@N}
     * @return the fault
     * @throws IllegalArgumentException if there is no such fault, or it has no place and one is given
     */
    public static ActiveFault parse(String text) {
        Matcher form = FORM.matcher(text);
        Fault fault = form.matches() ? Fault.of(form.group(1)).orElse(null) : null;
        if (fault == null) {
            throw new IllegalArgumentException("there is no fault '" + text + "'; the list of faults names them all");
        }
        String at = form.group(2);
        if (at != null && !fault.hasPosition()) {
            throw new IllegalArgumentException(fault.flag() + " happens at once and takes no @N");
        }
        return new ActiveFault(fault, at == null ? fault.defaultPosition() : Integer.parseInt(at));
    }

    @Override
    public String toString() {
        return fault.hasPosition() ? fault.flag() + "@" + position : fault.flag();
    }
}
