package dev.storystreamer.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Schema;
import dev.storystreamer.core.ClientMessage;
import dev.storystreamer.core.Ending;
import dev.storystreamer.core.ErrorCode;
import dev.storystreamer.core.StopReason;
import dev.storystreamer.protocol.testkit.Receipts;
import dev.storystreamer.protocol.testkit.Transcript;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Checks the documented schemas and the AsyncAPI document against the frames and requests of the code. */
class ProtocolSchemaTest {

    private static final ClientRequestParser PARSER = new ClientRequestParser(RequestLimits.DEFAULTS, true);

    static List<Path> schemas() throws Exception {
        return ProtocolSchemas.files();
    }

    static Stream<Transcript> transcripts() throws Exception {
        return Transcript.all();
    }

    @ParameterizedTest
    @MethodSource("schemas")
    void areSchemas(Path file) throws Exception {
        assertThat(ProtocolSchemas.errors(ProtocolSchemas.metaSchema(), Files.readString(file)))
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("transcripts")
    void describeTheTranscripts(Transcript transcript) {
        Schema frame = ProtocolSchemas.of(transcript.protocolName() + "-frame");

        assertThat(transcript.sentByTheServer())
                .isNotEmpty()
                .allSatisfy(sent ->
                        assertThat(ProtocolSchemas.errors(frame, sent)).as(sent).isEmpty());
        assertThat(transcript.sentByTheClient()).isNotEmpty().allSatisfy(ProtocolSchemaTest::assertValidIfAccepted);
    }

    @Test
    void describeEveryAcceptedRequest() {
        var random = new Random(5);
        int accepted = 0;
        for (int i = 0; i < 10_000; i++) {
            accepted += assertValidIfAccepted(RandomRequests.next(random)) ? 1 : 0;
        }

        assertThat(accepted).isGreaterThan(1_000);
    }

    private static boolean assertValidIfAccepted(String request) {
        String protocol = PARSER.parse(request, "story-1", "request-1")
                .match(
                        start -> start.clientRequestId().isPresent() ? "v2" : "v1",
                        abort -> "v2",
                        reply -> reply.errorCode().isPresent() ? "" : "v2");
        if (!protocol.isEmpty()) {
            assertThat(ProtocolSchemas.errors(ProtocolSchemas.of(protocol + "-request"), request))
                    .as(request)
                    .isEmpty();
        }
        return !protocol.isEmpty();
    }

    @Test
    void describeEveryFrame() {
        for (ClientMessage ending : endings()) {
            for (boolean showReasoning : new boolean[] {false, true}) {
                assertValid("v1-frame", story(StoryFrames.v1("request-1"), ending));
                assertValid("v2-frame", story(StoryFrames.v2("r\"1", "story-1", "request-1", showReasoning), ending));
            }
        }
    }

    private static List<ClientMessage> endings() {
        List<ClientMessage> endings = new ArrayList<>();
        Stream.of(StopReason.values()).map(Receipts::finished).forEach(endings::add);
        for (ErrorCode errorCode : ErrorCode.values()) {
            Stream.of(Ending.FAILED, Ending.INCOMPLETE, Ending.EXPIRED, Ending.STOPPED)
                    .map(ending -> Receipts.unfinished(ending, errorCode))
                    .forEach(endings::add);
        }
        return endings;
    }

    private static List<String> story(StoryFrames frames, ClientMessage ending) {
        return Stream.of(
                        new ClientMessage.Opened(),
                        new ClientMessage.Reasoning("hm"),
                        new ClientMessage.Text(""),
                        new ClientMessage.Text("a\u2028\""),
                        new ClientMessage.EmptyDelta(),
                        new ClientMessage.Other(),
                        ending)
                .flatMap(message -> Frames.of(frames, message).stream())
                .toList();
    }

    private static void assertValid(String schema, List<String> frames) {
        assertThat(frames)
                .hasSizeGreaterThan(3)
                .allSatisfy(frame -> assertThat(ProtocolSchemas.errors(ProtocolSchemas.of(schema), frame))
                        .as(frame)
                        .isEmpty());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "v1-request {\"storyType\":\" \"}",
                "v1-request {\"storytype\":\"CATS\"}",
                "v1-request {\"type\":\"send\",\"storyType\":\"CATS\"}",
                "v1-frame {\"type\":\"other\"}",
                "v1-frame {\"type\":\"other\",\"message\":\"\"}",
                "v1-frame {\"type\":\"message\",\"message\":\"a\"}",
                "v1-frame {\"type\":\"error\",\"message\":\"a\",\"code\":\"b\"}",
                "v2-request {\"type\":\"send\",\"requestId\":\"r\",\"id\":\"c\",\"trigger\":\"submit-message\",\"messages\":[]}",
                "v2-request {\"type\":\"abort\",\"requestId\":\"é\"}",
                "v2-request {\"type\":\"resume\",\"requestId\":\"r\",\"id\":\"c\",\"lastSequence\":-1}",
                "v2-frame {\"type\":\"end\"}",
                "v2-frame {\"type\":\"start\",\"requestId\":\"r\"}",
                "v2-frame {\"type\":\"error\",\"requestId\":\"r\",\"errorText\":\"t\",\"code\":\"oops\",\"retryable\":true}",
                "v2-frame {\"type\":\"chunk\",\"requestId\":\"r\",\"sequence\":-1,\"chunk\":{\"type\":\"text-end\",\"id\":\"0\"}}",
                "v2-frame {\"type\":\"chunk\",\"requestId\":\"r\",\"sequence\":0,\"chunk\":{\"type\":\"text-end\"}}"
            })
    void rejectWhatIsNotOfTheProtocol(String schemaAndJson) {
        String[] parts = schemaAndJson.split(" ", 2);

        assertThat(ProtocolSchemas.errors(ProtocolSchemas.of(parts[0]), parts[1]))
                .isNotEmpty();
    }

    @Test
    void listEveryErrorCodeAndNoOther() throws Exception {
        JsonNode schema = new ObjectMapper().readTree(Files.readString(schemas().get(2)));

        List<String> codes = new ArrayList<>();
        schema.at("/$defs/errorFrame/properties/code/enum").forEach(code -> codes.add(code.asString()));

        assertThat(codes)
                .containsExactlyElementsOf(
                        Arrays.stream(ErrorCode.values()).map(ErrorCode::code).toList());
    }

    @Test
    void matchTheExamplesOfTheAsyncApiDocument() throws Exception {
        JsonNode document =
                new YAMLMapper().readTree(Files.readString(Transcript.protocol().resolve("asyncapi.yaml")));
        int examples = 0;

        for (JsonNode message : document.at("/components/messages")) {
            String reference = message.at("/payload/$ref").asString();
            Schema schema = ProtocolSchemas.of(reference.substring("./schemas/".length()));
            for (JsonNode example : message.at("/examples")) {
                assertThat(schema.validate(example.get("payload")))
                        .as(reference)
                        .isEmpty();
                examples++;
            }
        }

        assertThat(examples).isEqualTo(document.at("/channels/stories/messages").size());
    }
}
