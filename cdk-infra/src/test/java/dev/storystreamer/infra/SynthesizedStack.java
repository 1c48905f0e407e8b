package dev.storystreamer.infra;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.github.cdklabs.cdknag.AwsSolutionsChecks;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Aspects;
import software.amazon.awscdk.assertions.Annotations;
import software.amazon.awscdk.assertions.Template;

/** A stack with a given context, and with an empty package instead of the real one. */
final class SynthesizedStack {
    static final LocalDate TODAY = LocalDate.of(2026, 5, 15);
    private static final Path ZIP = smallZip();

    private final StoryStack stack;
    private final Template template;

    private SynthesizedStack(Map<String, String> context) {
        App app = new App();
        stack = new StoryStack(app, "StoryStack", null, context(context).settings());
        Aspects.of(app).add(new AwsSolutionsChecks());
        template = Template.fromStack(stack);
    }

    /** Creates a stack with context values, each as name=value; other settings have their defaults. */
    static SynthesizedStack with(String... values) {
        return new SynthesizedStack(valuesOf(values));
    }

    static StoryContext context(String... values) {
        return context(valuesOf(values));
    }

    static StoryContext context(Map<String, String> values) {
        return contextIn(Optional.empty(), values);
    }

    static StoryContext contextIn(Optional<String> region, Map<String, String> values) {
        Map<String, String> context = new HashMap<>(values);
        context.putIfAbsent("zip", ZIP.toString());
        return StoryContext.read(context::get, context.keySet(), region, TODAY);
    }

    static Map<String, String> valuesOf(String... values) {
        Map<String, String> context = new HashMap<>();
        for (String value : values) {
            int equals = value.indexOf('=');
            context.put(value.substring(0, equals), value.substring(equals + 1));
        }
        return context;
    }

    Template template() {
        return template;
    }

    Annotations annotations() {
        return Annotations.fromStack(stack);
    }

    JsonObject json() {
        return new Gson().toJsonTree(template.toJSON()).getAsJsonObject();
    }

    /** Returns the properties of all resources of a type. */
    List<JsonObject> resources(String type) {
        return json().getAsJsonObject("Resources").entrySet().stream()
                .map(entry -> entry.getValue().getAsJsonObject())
                .filter(resource -> resource.get("Type").getAsString().equals(type))
                .map(resource -> resource.getAsJsonObject("Properties"))
                .toList();
    }

    JsonObject resource(String type) {
        List<JsonObject> all = resources(type);
        if (all.size() != 1) {
            throw new AssertionError(all.size() + " resources of type " + type);
        }
        return all.get(0);
    }

    /** Returns the statements of all policies. */
    List<JsonObject> statements() {
        return resources("AWS::IAM::Policy").stream()
                .flatMap(policy ->
                        elements(policy.getAsJsonObject("PolicyDocument").get("Statement")))
                .map(JsonElement::getAsJsonObject)
                .toList();
    }

    /** Returns the text of an element; references are written as {@code <Name>}. */
    static String text(JsonElement element) {
        if (element.isJsonPrimitive()) {
            return element.getAsString();
        }
        JsonObject object = element.getAsJsonObject();
        if (object.has("Ref")) {
            return "<" + object.get("Ref").getAsString() + ">";
        }
        if (object.has("Fn::GetAtt")) {
            JsonArray parts = object.getAsJsonArray("Fn::GetAtt");
            return "<" + parts.get(0).getAsString() + "." + parts.get(1).getAsString() + ">";
        }
        return elements(object.getAsJsonArray("Fn::Join").get(1))
                .map(SynthesizedStack::text)
                .reduce("", String::concat);
    }

    /** Returns the elements of a list, or the element itself if it is not a list. */
    static Stream<JsonElement> elements(JsonElement element) {
        return element.isJsonArray()
                ? StreamSupport.stream(element.getAsJsonArray().spliterator(), false)
                : Stream.of(element);
    }

    private static Path smallZip() {
        try {
            Path zip = Files.createTempFile("story-lambda", ".zip");
            zip.toFile().deleteOnExit();
            try (OutputStream file = Files.newOutputStream(zip);
                    ZipOutputStream out = new ZipOutputStream(file)) {
                ZipEntry entry = new ZipEntry("placeholder");
                entry.setTime(0);
                out.putNextEntry(entry);
            }
            return zip;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
