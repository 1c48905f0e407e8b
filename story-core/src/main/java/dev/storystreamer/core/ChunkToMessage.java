package dev.storystreamer.core;

import java.util.Optional;

/** The mapping of {@link ClientMessage#of}. */
final class ChunkToMessage implements StoryChunk.Cases<Optional<ClientMessage>> {

    static final ChunkToMessage INSTANCE = new ChunkToMessage();

    private static final Optional<ClientMessage> EMPTY_DELTA = Optional.of(new ClientMessage.EmptyDelta());
    private static final Optional<ClientMessage> OTHER = Optional.of(new ClientMessage.Other());

    private ChunkToMessage() {}

    @Override
    public Optional<ClientMessage> start() {
        return Optional.empty();
    }

    @Override
    public Optional<ClientMessage> text(String text) {
        return Optional.of(new ClientMessage.Text(text));
    }

    @Override
    public Optional<ClientMessage> reasoning(String text) {
        return Optional.of(new ClientMessage.Reasoning(text));
    }

    @Override
    public Optional<ClientMessage> emptyDelta() {
        return EMPTY_DELTA;
    }

    @Override
    public Optional<ClientMessage> blockEnd() {
        return OTHER;
    }

    @Override
    public Optional<ClientMessage> stop(StopReason reason) {
        return OTHER;
    }

    @Override
    public Optional<ClientMessage> usage(StoryChunk.Usage usage) {
        return OTHER;
    }

    @Override
    public Optional<ClientMessage> unknown(String type) {
        return OTHER;
    }
}
