package dev.storystreamer.local;

import com.google.gson.JsonObject;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Configures {@code java.util.logging}, which the AWS SDK and Jetty use. */
final class LibraryLogging {

    private LibraryLogging() {}

    static void showWarningsOnly() {
        root().setLevel(Level.WARNING);
    }

    /** Writes one JSON object for each record, as the handler's log does. */
    static void useJson() {
        for (Handler handler : root().getHandlers()) {
            handler.setFormatter(new JsonFormatter());
        }
    }

    private static Logger root() {
        return Logger.getLogger("");
    }

    private static final class JsonFormatter extends Formatter {

        @Override
        public String format(LogRecord entry) {
            var line = new JsonObject();
            line.addProperty("timestamp", entry.getInstant().toString());
            line.addProperty("level", level(entry.getLevel()));
            line.addProperty("message", formatMessage(entry));
            line.addProperty("logger", entry.getLoggerName());
            if (entry.getThrown() != null) {
                var stack = new StringWriter();
                entry.getThrown().printStackTrace(new PrintWriter(stack));
                line.addProperty("stack", stack.toString());
            }
            return line + System.lineSeparator();
        }

        private static String level(Level level) {
            if (level.intValue() >= Level.SEVERE.intValue()) {
                return "ERROR";
            }
            return level.intValue() >= Level.WARNING.intValue() ? "WARN" : "INFO";
        }
    }
}
