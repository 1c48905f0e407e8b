package dev.storystreamer.infra;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.GsonBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * Holds the whole default template against the one that was looked at last. To look at it anew, and keep it: {@code
 * ./mvnw -pl cdk-infra test -Dtest=SnapshotTest -Dsnapshot.refresh}, then {@code git diff}.
 */
class SnapshotTest {
    private static final Path SNAPSHOT =
            Path.of("src/test/resources/dev/storystreamer/infra/story-stack.template.json");

    @Test
    void isTheTemplateThatWasLookedAtLast() throws IOException {
        String template = new GsonBuilder()
                        .setPrettyPrinting()
                        .disableHtmlEscaping()
                        .create()
                        .toJson(StackUnderTest.with().json())
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
