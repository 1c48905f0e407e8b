package dev.storystreamer.infra;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.GsonBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * Compares the default template with the one in the repository. To replace that one: {@code ./mvnw -pl cdk-infra test
 * -Dtest=TemplateSnapshotTest -Dsnapshot.refresh}, then review it with {@code git diff}.
 */
class TemplateSnapshotTest {
    private static final Path SNAPSHOT =
            Path.of("src/test/resources/dev/storystreamer/infra/story-stack.template.json");

    @Test
    void isTheTemplateInTheRepository() throws IOException {
        String template = new GsonBuilder()
                        .setPrettyPrinting()
                        .disableHtmlEscaping()
                        .create()
                        .toJson(SynthesizedStack.with().json())
                        .replaceAll("[0-9a-f]{64}\\.zip", "<hash of the package>.zip")
                        .replaceAll("(CurrentVersion[0-9A-F]{8})[0-9a-f]{32}", "$1<hash of the version>")
                + "\n";
        if (System.getProperty("snapshot.refresh") != null) {
            Files.createDirectories(SNAPSHOT.getParent());
            Files.writeString(SNAPSHOT, template);
        }

        assertThat(template).isEqualTo(Files.readString(SNAPSHOT));
    }
}
