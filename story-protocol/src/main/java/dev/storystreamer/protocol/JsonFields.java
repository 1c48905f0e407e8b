package dev.storystreamer.protocol;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.Optional;

/** Reads fields of a JSON object by type: empty if a field is absent, null or of another type. */
final class JsonFields {

    private JsonFields() {}

    static Optional<String> text(JsonObject object, String field) {
        return Optional.ofNullable(object.get(field))
                .filter(value ->
                        value.isJsonPrimitive() && value.getAsJsonPrimitive().isString())
                .map(JsonElement::getAsString);
    }

    static Optional<JsonArray> array(JsonObject object, String field) {
        return Optional.ofNullable(object.get(field))
                .filter(JsonElement::isJsonArray)
                .map(JsonElement::getAsJsonArray);
    }

    static Optional<Double> number(JsonObject object, String field) {
        return Optional.ofNullable(object.get(field))
                .filter(value ->
                        value.isJsonPrimitive() && value.getAsJsonPrimitive().isNumber())
                .map(JsonElement::getAsDouble);
    }

    static boolean isObject(JsonObject object, String field) {
        return object.get(field) instanceof JsonObject;
    }

    /** Returns whether an optional field is absent or null. */
    static boolean isAbsent(JsonObject object, String field) {
        return !object.has(field) || object.get(field).isJsonNull();
    }
}
