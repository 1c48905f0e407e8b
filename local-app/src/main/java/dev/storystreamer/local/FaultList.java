package dev.storystreamer.local;

import dev.storystreamer.awslocal.faults.Fault;
import java.io.PrintWriter;

/** The table of faults, for a person. */
final class FaultList {

    private FaultList() {}

    static void print(PrintWriter out) {
        for (Fault fault : Fault.values()) {
            out.println(fault.flag()
                    + (fault.hasPosition() ? "[@N]   N = " + fault.defaultPosition() + " unless given" : ""));
            out.println("    happens      " + fault.effect());
            out.println("    client sees  " + fault.clientSees());
            out.println("    known from   " + fault.source());
        }
        out.flush();
    }
}
