package dev.storystreamer.local;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.PrintWriter;
import java.util.function.Consumer;

/** What the handler logs, for a person at a terminal: one short line a story; or all of it, as it is. Thread-safe. */
final class HandlerLog implements Consumer<String> {

    private final PrintWriter err;
    private final boolean asItIs;
    private final boolean onlyProblems;

    HandlerLog(PrintWriter err, boolean asItIs, boolean onlyProblems) {
        this.err = err;
        this.asItIs = asItIs;
        this.onlyProblems = onlyProblems;
    }

    @Override
    public void accept(String line) {
        String shown = asItIs ? line : brief(line);
        if (!shown.isEmpty()) {
            err.println(shown);
            err.flush();
        }
    }

    private String brief(String line) {
        try {
            JsonObject entry = JsonParser.parseString(line).getAsJsonObject();
            String level = text(entry, "level");
            if (entry.has("_aws") || (onlyProblems && level.equals("INFO"))) {
                return "";
            }
            var brief = new StringBuilder(text(entry, "timestamp")).append(' ').append(text(entry, "message"));
            entry.entrySet().stream()
                    .filter(field -> field.getValue().isJsonPrimitive() && !isTold(field.getKey()))
                    .forEach(field -> brief.append(' ')
                            .append(field.getKey())
                            .append('=')
                            .append(field.getValue().getAsString()));
            return brief.toString();
        } catch (JsonParseException | IllegalStateException e) {
            return line;
        }
    }

    private static boolean isTold(String key) {
        return key.equals("timestamp") || key.equals("level") || key.equals("message") || key.endsWith("equestId");
    }

    private static String text(JsonObject entry, String key) {
        return entry.has(key) ? entry.get(key).getAsString() : "";
    }
}
