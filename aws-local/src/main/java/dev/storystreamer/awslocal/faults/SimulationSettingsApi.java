package dev.storystreamer.awslocal.faults;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.storystreamer.awslocal.concurrent.CompletableFutures;
import dev.storystreamer.awslocal.http.HttpBodies;
import dev.storystreamer.awslocal.http.HttpResponses;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Reads and changes the latency and the faults of a running cloud: {@code GET} and {@code PUT} of {@code /local/controls}.
 * A PUT contains what it changes, for example {@code {"pace":{"tokenIntervalMs":5},"faults":["stream-reset@7"]}}; its
 * faults replace the active ones. The content type must be JSON, which a page of another site cannot send without a CORS
 * preflight.
 */
public final class SimulationSettingsApi {

    public static final String PATH = "/local/controls";

    private static final List<String> KEYS = List.of("pace", "faults");
    private static final List<String> LATENCY_KEYS =
            List.of("firstTokenMs", "tokenIntervalMs", "burst", "tokens", "postLatencyMs");
    private static final int MAX_BODY_BYTES = 64 * 1024;

    private final SimulationSettings settings;

    public SimulationSettingsApi(SimulationSettings settings) {
        this.settings = settings;
    }

    public void handle(String unused, Request request, Response response, Callback callback) {
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
        String type = Optional.ofNullable(request.getHeaders().get(HttpHeader.CONTENT_TYPE))
                .orElse("");
        if (request.getMethod().equals("GET")) {
            HttpResponses.json(response, 200, describe(), callback);
        } else if (!request.getMethod().equals("PUT")) {
            reject(405, "use GET or PUT", response, callback);
        } else if (!type.toLowerCase(Locale.ROOT).startsWith("application/json")) {
            reject(415, "send Content-Type: application/json", response, callback);
        } else {
            CompletableFutures.whenDone(
                    HttpBodies.read(request, MAX_BODY_BYTES),
                    body -> change(new String(body, StandardCharsets.UTF_8), response, callback),
                    failure -> reject(413, "at most " + MAX_BODY_BYTES + " bytes", response, callback));
        }
    }

    private void change(String body, Response response, Callback callback) {
        try {
            JsonObject change = JsonParser.parseString(body).getAsJsonObject();
            requireKnownKeys(change, KEYS);
            LatencyProfile latency = change.has("pace")
                    ? changedLatency(settings.latency(), change.getAsJsonObject("pace"))
                    : settings.latency();
            List<ActiveFault> faults =
                    change.has("faults") ? faults(change.getAsJsonArray("faults")) : settings.faults();
            settings.setLatency(latency);
            settings.setFaults(faults);
            HttpResponses.json(response, 200, describe(), callback);
        } catch (IllegalArgumentException e) {
            reject(400, String.valueOf(e.getMessage()), response, callback);
        } catch (JsonParseException
                | IllegalStateException
                | ClassCastException
                | UnsupportedOperationException
                | ArithmeticException e) {
            reject(400, "send {\"pace\":{\"tokenIntervalMs\":40},\"faults\":[\"model-busy\"]}", response, callback);
        }
    }

    /** A misspelled key must not look like a success. */
    private static void requireKnownKeys(JsonObject change, List<String> known) {
        for (String name : change.keySet()) {
            if (!known.contains(name)) {
                throw new IllegalArgumentException("there is no \"" + name + "\", but " + String.join(", ", known));
            }
        }
    }

    private static LatencyProfile changedLatency(LatencyProfile latency, JsonObject change) {
        requireKnownKeys(change, LATENCY_KEYS);
        return new LatencyProfile(
                millis(change, "firstTokenMs", latency.firstToken()),
                millis(change, "tokenIntervalMs", latency.tokenInterval()),
                number(change, "burst", latency.burst(), 1, LatencyProfile.MAX_BURST),
                number(change, "tokens", latency.tokens(), 0, LatencyProfile.MAX_TOKENS),
                millis(change, "postLatencyMs", latency.postLatency()));
    }

    private static Duration millis(JsonObject change, String name, Duration unchanged) {
        int max = (int) LatencyProfile.MAX_WAIT.toMillis();
        return Duration.ofMillis(number(change, name, (int) unchanged.toMillis(), 0, max));
    }

    private static int number(JsonObject change, String name, int unchanged, int min, int max) {
        if (!change.has(name)) {
            return unchanged;
        }
        String text = change.get(name).getAsString();
        try {
            var number = new BigDecimal(text);
            if (number.compareTo(BigDecimal.valueOf(min)) >= 0 && number.compareTo(BigDecimal.valueOf(max)) <= 0) {
                return number.intValue();
            }
        } catch (NumberFormatException e) {
            // reported below, with the text
        }
        throw new IllegalArgumentException("\"%s\" must be from %d to %d: %s".formatted(name, min, max, text));
    }

    private static List<ActiveFault> faults(JsonArray names) {
        var faults = new ArrayList<ActiveFault>();
        for (JsonElement name : names) {
            faults.add(ActiveFault.parse(name.getAsString()));
        }
        return faults;
    }

    private String describe() {
        LatencyProfile latency = settings.latency();
        var pace = new JsonObject();
        pace.addProperty("firstTokenMs", latency.firstToken().toMillis());
        pace.addProperty("tokenIntervalMs", latency.tokenInterval().toMillis());
        pace.addProperty("burst", latency.burst());
        pace.addProperty("tokens", latency.tokens());
        pace.addProperty("postLatencyMs", latency.postLatency().toMillis());
        var active = new JsonArray();
        settings.faults().forEach(fault -> active.add(fault.toString()));
        var known = new JsonArray();
        for (Fault fault : Fault.values()) {
            known.add(describe(fault));
        }
        var description = new JsonObject();
        description.add("pace", pace);
        description.add("faults", active);
        description.add("knownFaults", known);
        return HttpResponses.JSON.toJson(description);
    }

    private static JsonObject describe(Fault fault) {
        var description = new JsonObject();
        description.addProperty("name", fault.flag());
        if (fault.hasPosition()) {
            description.addProperty("at", fault.defaultPosition());
        }
        description.addProperty("happens", fault.effect());
        description.addProperty("clientSees", fault.clientSees());
        description.addProperty("source", fault.source());
        return description;
    }

    private static void reject(int status, String message, Response response, Callback callback) {
        HttpResponses.json(response, status, HttpResponses.messageBody(message), callback);
    }
}
