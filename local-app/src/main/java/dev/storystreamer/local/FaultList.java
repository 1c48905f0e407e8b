package dev.storystreamer.local;

import dev.storystreamer.awslocal.faults.Fault;
import java.io.PrintWriter;

/** The output of {@code --list-faults}. */
final class FaultList {

    private FaultList() {}

    static void print(PrintWriter out) {
        for (Fault fault : Fault.values()) {
            out.println(fault.flag()
                    + (fault.hasPosition() ? "[@N]   N = " + fault.defaultPosition() + " by default" : ""));
            out.println("    effect       " + fault.effect());
            out.println("    client sees  " + fault.clientSees());
            out.println("    source       " + fault.source());
        }
        out.flush();
    }
}
