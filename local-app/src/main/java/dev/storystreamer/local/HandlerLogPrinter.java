package dev.storystreamer.local;

import com.google.gson.JsonObject;
import java.io.PrintWriter;
import java.util.function.Consumer;

/** Prints the handler's log: the JSON lines unchanged, or one short line for each log record. Thread-safe. */
final class HandlerLogPrinter implements Consumer<String> {

    private final PrintWriter err;
    private final boolean json;
    private final boolean onlyProblems;

    /**
     * Creates a printer.
     *
     * @param json true to print all lines unchanged
     * @param onlyProblems true to leave out records of the level INFO; ignored with {@code json}
     */
    HandlerLogPrinter(PrintWriter err, boolean json, boolean onlyProblems) {
        this.err = err;
        this.json = json;
        this.onlyProblems = onlyProblems;
    }

    @Override
    public void accept(String line) {
        String shown = json ? line : shorten(line);
        if (!shown.isEmpty()) {
            err.println(shown);
            err.flush();
        }
    }

    private String shorten(String line) {
        JsonObject entry = JsonText.parseObject(line);
        if (entry.isEmpty()) {
            return line;
        }
        if (entry.has("_aws") || (onlyProblems && JsonText.field(entry, "level").equals("INFO"))) {
            return "";
        }
        var shown = new StringBuilder(JsonText.field(entry, "timestamp"))
                .append(' ')
                .append(JsonText.field(entry, "message"));
        entry.entrySet().stream()
                .filter(field -> field.getValue().isJsonPrimitive() && !isLeftOut(field.getKey()))
                .forEach(field -> shown.append(' ')
                        .append(field.getKey())
                        .append('=')
                        .append(field.getValue().getAsString()));
        return shown.toString();
    }

    private static boolean isLeftOut(String key) {
        return key.equals("timestamp") || key.equals("level") || key.equals("message") || key.endsWith("equestId");
    }
}
