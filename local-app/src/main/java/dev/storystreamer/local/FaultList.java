package dev.storystreamer.local;

import dev.storystreamer.awslocal.Fault;
import java.io.PrintWriter;

/** The table of faults, for a person. */
final class FaultList {

    private FaultList() {}

    static void print(PrintWriter out) {
        for (Fault fault : Fault.values()) {
            out.println(fault.flag() + (fault.hasPlace() ? "[@N]   N = " + fault.usualAt() + " unless given" : ""));
            out.println("    happens      " + fault.happens());
            out.println("    client sees  " + fault.clientSees());
            out.println("    known from   " + fault.source());
        }
        out.flush();
    }
}
