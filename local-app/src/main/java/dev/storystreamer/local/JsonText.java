package dev.storystreamer.local;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;

/** Reads JSON objects without exceptions for other text. */
final class JsonText {

    private JsonText() {}

    /** Parses a text; returns an object without fields if the text is not a JSON object. */
    static JsonObject parseObject(String text) {
        try {
            JsonElement json = JsonParser.parseString(text);
            return json.isJsonObject() ? json.getAsJsonObject() : new JsonObject();
        } catch (JsonParseException e) {
            return new JsonObject();
        }
    }

    /** Returns the string, number or boolean in a field as text; empty if the field has no such value. */
    static String field(JsonObject object, String name) {
        JsonElement value = object.get(name);
        return value != null && value.isJsonPrimitive() ? value.getAsString() : "";
    }
}
