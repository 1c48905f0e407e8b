package dev.storystreamer.protocol;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.storystreamer.protocol.testkit.Transcript;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The schemas of docs/protocol/schemas. */
final class ProtocolSchemas {

    private static final String META_SCHEMA = "https://json-schema.org/draft/2020-12/schema";
    private static final String BASE = "https://example.com/";
    private static final SchemaRegistry REGISTRY = SchemaRegistry.withDefaultDialect(
            SpecificationVersion.DRAFT_2020_12, registry -> registry.schemas(contents()));

    private ProtocolSchemas() {}

    /** For example {@code v1-request}, or {@code v2-frame.schema.json#/$defs/chunk}. */
    static Schema of(String name) {
        String file = name.contains(".schema.json") ? name : name + ".schema.json";
        return REGISTRY.getSchema(SchemaLocation.of(BASE + file));
    }

    private static Map<String, String> contents() {
        try {
            Map<String, String> contents = new HashMap<>();
            for (Path file : files()) {
                contents.put(BASE + file.getFileName(), Files.readString(file));
            }
            return contents;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Schema metaSchema() {
        return REGISTRY.getSchema(SchemaLocation.of(META_SCHEMA));
    }

    static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(Transcript.protocol().resolve("schemas"))) {
            return files.sorted().toList();
        }
    }

    /** Returns the errors of a JSON text; empty if it is valid. */
    static List<String> errors(Schema schema, String json) {
        return schema.validate(json, InputFormat.JSON).stream()
                .map(Object::toString)
                .toList();
    }
}
