package dev.storystreamer.awslocal.testkit;

import java.lang.management.ManagementFactory;
import javax.management.JMException;
import javax.management.ObjectName;

/** Inspects the heap of this process. */
public final class Heap {

    private Heap() {}

    /** Counts the objects of a class after a full garbage collection, as {@code jcmd GC.class_histogram} does. */
    public static long countInstances(String className) {
        try {
            Object histogram = ManagementFactory.getPlatformMBeanServer()
                    .invoke(
                            new ObjectName("com.sun.management:type=DiagnosticCommand"),
                            "gcClassHistogram",
                            new Object[] {new String[0]},
                            new String[] {String[].class.getName()});
            return histogram
                    .toString()
                    .lines()
                    .map(line -> line.trim().split("\\s+"))
                    .filter(row -> row.length >= 4 && row[3].equals(className))
                    .mapToLong(row -> Long.parseLong(row[1]))
                    .sum();
        } catch (JMException e) {
            throw new IllegalStateException(e);
        }
    }
}
