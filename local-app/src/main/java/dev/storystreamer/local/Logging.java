package dev.storystreamer.local;

import com.google.gson.JsonObject;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** The libraries' own logs: only what a person must know. */
final class Logging {

    private Logging() {}

    static void quiet() {
        root().setLevel(Level.WARNING);
    }

    /** One object a line, as the handler's own log has it. */
    static void asJson() {
        for (Handler handler : root().getHandlers()) {
            handler.setFormatter(new JsonLines());
        }
    }

    private static Logger root() {
        return Logger.getLogger("");
    }

    private static final class JsonLines extends Formatter {

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
