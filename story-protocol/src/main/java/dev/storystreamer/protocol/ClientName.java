package dev.storystreamer.protocol;

import com.google.gson.JsonObject;

/** A name that a client gives to a thing of its own: a request or a chat. */
final class ClientName {

    static final int MAX_LENGTH = 128;

    private ClientName() {}

    static String in(JsonObject object, String field) throws InvalidRequestException {
        String name = JsonFields.text(object, field).orElseThrow(() -> InvalidRequestException.notAName(field));
        if (name.isEmpty() || name.length() > MAX_LENGTH || !name.chars().allMatch(c -> c >= ' ' && c <= '~')) {
            throw InvalidRequestException.notAName(field);
        }
        return name;
    }
}
