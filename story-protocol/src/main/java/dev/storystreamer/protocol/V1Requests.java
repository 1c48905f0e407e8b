package dev.storystreamer.protocol;

import com.google.gson.JsonObject;
import dev.storystreamer.core.ErrorCode;
import dev.storystreamer.core.StoryRequest;
import dev.storystreamer.protocol.InvalidRequestException.Advice;
import java.util.Optional;

/** Parses requests of protocol 1: {@code {"storyType":"CATS"}}; other fields are ignored. */
final class V1Requests {

    private final RequestLimits limits;

    V1Requests(RequestLimits limits) {
        this.limits = limits;
    }

    ClientRequest parse(JsonDocument document, String requestId) {
        try {
            if (!document.isValid()) {
                throw new InvalidRequestException(Advice.NOT_JSON, " Example: {\"storyType\": \"CATS\"}");
            }
            StoryRequest story = StoryRequest.about(topic(document.fields()));
            return new ClientRequest.Start(story, Optional.empty(), new V1Frames(requestId));
        } catch (InvalidRequestException e) {
            String text = ErrorText.of(e.sentences(), requestId);
            return new ClientRequest.Reply(V1Frames.error(text), false, Optional.of(ErrorCode.INVALID_REQUEST));
        }
    }

    /** Reads the topic without the white space around it. */
    private String topic(JsonObject fields) throws InvalidRequestException {
        String topic = JsonFields.text(fields, "storyType").map(String::strip).orElse("");
        if (topic.isBlank()) {
            throw new InvalidRequestException(Advice.NO_STORY_TYPE);
        }
        if (topic.codePointCount(0, topic.length()) > limits.maxStoryTypeLength()) {
            throw new InvalidRequestException(Advice.STORY_TYPE_TOO_LONG, limits.maxStoryTypeLength());
        }
        if (topic.chars().anyMatch(Character::isISOControl)) {
            throw new InvalidRequestException(Advice.CONTROL_CHARACTERS);
        }
        return topic;
    }
}
