package dev.storystreamer.lambda;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Map;
import java.util.Optional;

/** The environment of a process, where the SDK looks for its settings: a variable that is blank is none. */
record Variables(Map<String, String> environment) {

    Variables {
        environment = Map.copyOf(environment);
    }

    Optional<String> get(String name) {
        return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
    }

    boolean has(String name) {
        return get(name).isPresent();
    }

    /**
     * Reads an address.
     *
     * @throws IllegalArgumentException if the variable is none; the message names it
     */
    Optional<URI> uri(String name) {
        return get(name).map(value -> {
            try {
                return new URI(value);
            } catch (URISyntaxException e) {
                throw new IllegalArgumentException(name + " must be a URI, but is " + value, e);
            }
        });
    }
}
