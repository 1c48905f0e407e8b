package dev.storystreamer.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class StoryLocalTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... args) {
        CommandLine command = StoryLocal.commandLine();
        command.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        return command.execute(args);
    }

    private List<String> story(String topic) {
        out.getBuffer().setLength(0);
        assertThat(run("--port", "0", "--first-token-ms", "0", "--token-interval-ms", "1", "--story", topic))
                .isZero();
        return out.toString().lines().toList();
    }

    @Test
    void printsOneStoryAndExits() {
        List<String> lines = story("CATS");

        assertThat(lines.get(0))
                .matches("Story Streamer on ws://127\\.0\\.0\\.1:\\d+/prod - AWS is simulated, including the model.*");
        assertThat(lines.get(1)).isEqualTo("{\"type\":\"other\",\"message\":null}");
        assertThat(lines.subList(2, lines.size() - 3))
                .allMatch(line -> line.startsWith("{\"type\":\"text\",\"message\":\""));
        assertThat(lines.subList(lines.size() - 3, lines.size())).containsOnly("{\"type\":\"other\",\"message\":null}");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void printsAnotherStoryForAnotherTopic() {
        List<String> cats = story("CATS");
        List<String> owls = story("OWLS");

        assertThat(owls.subList(1, owls.size())).isNotEqualTo(cats.subList(1, cats.size()));
    }

    @Test
    void exitsWith1WhenTheRequestIsInvalid() {
        assertThat(run("--port", "0", "--story", " ")).isEqualTo(1);
        assertThat(out.toString()).contains("{\"type\":\"error\",\"message\":\"");
    }

    @Test
    void printsTheStoryOfASynchronousInvocation() {
        int code = run(
                "--port", "0", "--invocation", "sync", "--token-interval-ms", "1", "--tokens", "12", "--story", "X");

        assertThat(code).isZero();
    }

    @Test
    void printsTheHandlersLogUnchanged() {
        run("--port", "0", "--json", "--token-interval-ms", "1", "--story", "CATS");

        assertThat(err.toString().lines()).allMatch(line -> line.startsWith("{") && line.endsWith("}"));
        assertThat(err.toString()).contains("\"message\":\"story ended\"").contains("\"_aws\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"route-missing", "message-throttled", "integration-fails", "post-forbidden", "post-too-large"})
    void exitsWith1WhenTheStoryIsNotDelivered(String fault) {
        assertThat(run("--port=0", "--token-interval-ms=1", "--fault=" + fault, "--story=CATS"))
                .isEqualTo(1);
    }

    @Test
    void printsTheStatusOfAFailedHandshake() {
        assertThat(run("--port=0", "--fault=connect-refused", "--story=CATS")).isEqualTo(1);
        assertThat(err.toString()).contains("401");
    }

    @Test
    void writesTheLogsOfLibrariesAsJson() {
        run("--port=0", "--json", "--token-interval-ms=1", "--story=CATS");
        var entry = new LogRecord(Level.SEVERE, "a \"bug\" of {0}");
        entry.setParameters(new Object[] {"ours"});
        entry.setThrown(new IllegalStateException("why"));

        JsonObject line = JsonParser.parseString(
                        Logger.getLogger("").getHandlers()[0].getFormatter().format(entry))
                .getAsJsonObject();

        assertThat(line.get("level").getAsString()).isEqualTo("ERROR");
        assertThat(line.get("message").getAsString()).isEqualTo("a \"bug\" of ours");
        assertThat(line.get("stack").getAsString()).contains("IllegalStateException: why");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--port=70000",
                "--host=nobody.invalid",
                "--host=203.0.113.9",
                "--model-id=",
                "--allow-origin=192.168.0.7:3000",
                "--allow-origin=http://a.example/page",
                "--time-scale=2000000",
                "--burst=0",
                "--tokens=-1",
                "--token-interval-ms=-5",
                "--first-token-ms=soon",
                "--post-latency-ms=-1",
                "--time-scale=0",
                "--bedrock=gcp",
                "--invocation=later",
                "--nonsense"
            })
    void namesAnInvalidOption(String option) {
        assertThat(run(option, "--story", "X")).isEqualTo(2);
        assertThat(err.toString()).contains(option.replaceAll("=.*", ""));
    }

    @ParameterizedTest
    @CsvSource({
        "--model-id, x y, 'must be 1 to 2048 letters, digits and . _ : / -, without spaces: x y'",
        "--fault, model-stalls@-1, 'the number after @ must be from 1 to 9999999'",
        "--fault, model-stalls@many, 'the number after @ must be from 1 to 9999999'",
        "--fault, model-busy@-1, takes no @N",
        "--fault, no-such-fault@1, there is no fault 'no-such-fault@1'",
    })
    void saysWhatIsWrongWithAnOption(String option, String value, String sentence) {
        assertThat(run(option, value, "--port=0", "--story=X")).isEqualTo(2);
        assertThat(err.toString().lines().findFirst().orElse(""))
                .contains(option)
                .contains(sentence)
                .doesNotContain("modelId", "STORY_");
    }

    @Test
    void reportsAPortInUseInOneLine() throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(taken.getLocalPort());

            assertThat(run("--port", port, "--story", "X")).isEqualTo(1);
            assertThat(err.toString().lines())
                    .singleElement()
                    .asString()
                    .contains("127.0.0.1:" + port)
                    .contains("--port");
        }
    }

    @Test
    void printsHelpAndVersion() {
        assertThat(run("--help")).isZero();
        assertThat(run("--version")).isZero();
        assertThat(out.toString()).contains("--story=TOPIC", "story-local ");
    }
}
