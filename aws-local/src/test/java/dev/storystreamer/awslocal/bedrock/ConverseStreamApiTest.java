package dev.storystreamer.awslocal.bedrock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.google.gson.JsonParser;
import dev.storystreamer.awslocal.LocalCloud;
import dev.storystreamer.awslocal.faults.LatencyProfile;
import dev.storystreamer.awslocal.recording.ModelCall;
import dev.storystreamer.awslocal.testkit.RawClient;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.eventstream.Message;
import software.amazon.awssdk.eventstream.MessageDecoder;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;
import software.amazon.awssdk.services.bedrockruntime.model.ContentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.ConversationRole;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamOutput;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamResponseHandler;
import software.amazon.awssdk.services.bedrockruntime.model.ModelStreamErrorException;

class ConverseStreamApiTest {

    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final String NOVA = "global.amazon.nova-2-lite-v1%3A0";
    private static final String CATS = "{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":"
            + "\"Tell me a very short story about: CATS\"}]}]}";

    private LocalCloud cloud;

    @BeforeEach
    void start() {
        cloud = LocalCloud.builder().latency(LatencyProfile.NO_DELAY).start();
    }

    @AfterEach
    void stop() {
        cloud.close();
    }

    private HttpResponse<byte[]> ask(String rawModelId, String body) throws Exception {
        var uri = URI.create(cloud.endpointUri() + "/model/" + rawModelId + "/converse-stream");
        return HTTP.send(
                HttpRequest.newBuilder(uri).POST(BodyPublishers.ofString(body)).build(),
                HttpResponse.BodyHandlers.ofByteArray());
    }

    @Test
    void sendsOnlyHeadersWhenTheModelIsSilent() throws Exception {
        cloud.setFaults("model-silent");
        try (RawClient client = RawClient.connect(cloud.port())) {
            client.send("POST /model/" + NOVA + "/converse-stream HTTP/1.1\r\nHost: localhost\r\nContent-Length: "
                    + CATS.length() + "\r\n\r\n" + CATS);

            assertThat(client.head()).startsWith("HTTP/1.1 200").contains("application/vnd.amazon.eventstream");
        }
    }

    private static List<Message> frames(byte[] body) {
        var frames = new ArrayList<Message>();
        new MessageDecoder(frames::add).feed(body);
        return frames;
    }

    private static String type(Message frame) {
        return frame.getHeaders().get(":event-type").getString();
    }

    private static String payload(Message frame) {
        return new String(frame.getPayload(), StandardCharsets.UTF_8);
    }

    private static String text(List<Message> frames) {
        var text = new StringBuilder();
        for (Message frame : frames) {
            if (type(frame).equals("contentBlockDelta")) {
                text.append(JsonParser.parseString(payload(frame))
                        .getAsJsonObject()
                        .getAsJsonObject("delta")
                        .get("text")
                        .getAsString());
            }
        }
        return text.toString();
    }

    private String story(String body) throws Exception {
        return text(frames(ask(NOVA, body).body()));
    }

    private static String requestFor(String text) {
        return CATS.replace("Tell me a very short story about: CATS", text);
    }

    @Test
    void streamsAStoryInBedrocksEvents() throws Exception {
        HttpResponse<byte[]> answer = ask(NOVA, CATS);
        List<Message> frames = frames(answer.body());
        int last = frames.size() - 1;

        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/vnd.amazon.eventstream");
        assertThat(answer.headers().firstValue("x-amzn-requestid")).isPresent();
        assertThat(payload(frames.get(0)))
                .matches("\\{\"p\":\"abc[a-zA-Z0-9]*\",\"role\":\"assistant\"}|\\{\"p\":\"ab?\",.*");
        assertThat(frames.subList(1, last - 2)).allMatch(frame -> type(frame).equals("contentBlockDelta"));
        assertThat(frames.subList(1, last - 2)).hasSizeGreaterThanOrEqualTo(10);
        assertThat(payload(frames.get(1)))
                .matches("\\{\"contentBlockIndex\":0,\"delta\":\\{\"text\":\"Here\"},\"p\":\"a[a-zA-Z0-9]*\"}");
        assertThat(type(frames.get(last - 2))).isEqualTo("contentBlockStop");
        assertThat(payload(frames.get(last - 1))).endsWith(",\"stopReason\":\"end_turn\"}");
        assertThat(type(frames.get(last))).isEqualTo("metadata");
    }

    @Test
    void generatesTheSameStoryForTheSameTopicOnly() throws Exception {
        assertThat(story(CATS)).isEqualTo(story(CATS)).contains("cats");
        assertThat(story(requestFor("A story about Märchen & 😀")))
                .contains("Märchen & 😀")
                .doesNotContain("cats");
    }

    @Test
    void usesTheSystemPromptAndTheConversation() throws Exception {
        String conversation = "{\"system\":[{\"text\":\"Speak like a pirate.\"}],\"messages\":["
                + "{\"role\":\"user\",\"content\":[{\"text\":\"A story about cats\"}]},"
                + "{\"role\":\"assistant\",\"content\":[{\"text\":\"Once\"}]},"
                + "{\"role\":\"user\",\"content\":[{\"text\":\"Now about dogs\"}]}]}";

        assertThat(story(conversation))
                .startsWith("You first asked about cats")
                .contains("dogs", "Speak like a pirate.");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 10, 137, 500, 5000})
    void sendsTheRequestedNumberOfDeltas(int tokens) throws Exception {
        cloud.setLatency(LatencyProfile.NO_DELAY.withTokens(tokens));

        assertThat(frames(ask(NOVA, CATS).body())).hasSize(tokens + 4);
    }

    @Test
    void stopsAtMaxTokens() throws Exception {
        List<Message> frames = frames(ask(NOVA, CATS.replaceFirst("\\{", "{\"inferenceConfig\":{\"maxTokens\":12},"))
                .body());

        assertThat(frames).hasSize(12 + 4);
        assertThat(payload(frames.get(14))).endsWith("\"stopReason\":\"max_tokens\"}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "us.anthropic.claude-sonnet-4-5-20250929-v1%3A0",
                "arn%3Aaws%3Abedrock%3Aus-east-1%3A123456789012%3Ainference-profile%2Fus.anthropic.claude-sonnet-4-5-20250929-v1%3A0",
                "arn%3Aaws%3Abedrock%3Aeu-west-1%3A%3Afoundation-model%2Famazon.nova-2-lite-v1%3A0"
            })
    void acceptsModelIdsAndEncodedArns(String rawModelId) throws Exception {
        assertThat(ask(rawModelId, CATS).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{\"messages\":[]}|must start with a user message",
                "{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\" \"}]}]}|messages.0.content.0 is blank",
                "{\"messages\":[{\"role\":\"user\",\"content\":[]}]}|messages.0 is empty",
                "{\"messages\":[{\"role\":\"system\",\"content\":[{\"text\":\"x\"}]}]}|enum value set: [user, assistant]",
                "{\"messages\":[{\"role\":\"assistant\",\"content\":[{\"text\":\"x\"}]}]}|must start with a user",
                "{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"x\"}]},{\"role\":\"user\",\"content\":[{\"text\":\"x\"}]}]}|must alternate",
                "{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"x\"}]}],\"inferenceConfig\":{\"maxTokens\":0}}|'inferenceConfig.maxTokens'",
                "{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"x\"}]}],\"inferenceConfig\":{\"temperature\":1.5}}|'inferenceConfig.temperature'"
            })
    void rejectsInvalidRequestsLikeBedrock(String body, String message) throws Exception {
        HttpResponse<byte[]> answer = ask(NOVA, body);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.headers().firstValue("x-amzn-errortype").orElseThrow())
                .isEqualTo("ValidationException:http://internal.amazon.com/coral/com.amazon.bedrock/");
        assertThat(new String(answer.body(), StandardCharsets.UTF_8)).contains(message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "nonsense", "[]", "null", "{\"messages\":7}", "{\"messages\":[null]}", "{\"messages\":[{}]}"
            })
    void rejectsMalformedRequests(String body) throws Exception {
        assertThat(ask(NOVA, body).statusCode()).isEqualTo(400);
    }

    @Test
    void rejectsAnUnknownModel() throws Exception {
        HttpResponse<byte[]> answer = ask("clippy", CATS);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(new String(answer.body(), StandardCharsets.UTF_8))
                .isEqualTo("{\"message\":\"The provided model identifier is invalid.\"}");
    }

    @Test
    void sendsAScriptToTheSdkOverHttp2() {
        cloud.setModelScript(new ModelScript(List.of(
                new ModelScript.Event(Duration.ofMillis(1), "messageStart", "{\"role\":\"assistant\"}"),
                new ModelScript.Event(Duration.ofMillis(1), "contentBlockDelta", "{\"delta\":{\"text\":\"Hi\"}}"),
                new ModelScript.Failure(Duration.ofMillis(1), "modelStreamErrorException", "on purpose"))));
        var hi = software.amazon.awssdk.services.bedrockruntime.model.Message.builder()
                .role(ConversationRole.USER)
                .content(ContentBlock.fromText("Hi"))
                .build();
        List<ConverseStreamOutput> events = new CopyOnWriteArrayList<>();
        // Netty as configured by the SDK: HTTP/2 with prior knowledge.
        try (var sdk = BedrockRuntimeAsyncClient.builder()
                .endpointOverride(cloud.endpointUri())
                .region(Region.US_EAST_1)
                .credentialsProvider(AnonymousCredentialsProvider.create())
                .httpClientBuilder(NettyNioAsyncHttpClient.builder())
                .overrideConfiguration(o -> o.retryStrategy(AwsRetryStrategy.doNotRetry()))
                .build()) {
            Throwable failure = catchThrowable(() -> sdk.converseStream(
                            request -> request.modelId("amazon.nova-lite-v1:0").messages(hi),
                            ConverseStreamResponseHandler.builder()
                                    .subscriber(events::add)
                                    .build())
                    .join());

            assertThat(failure).hasRootCauseInstanceOf(ModelStreamErrorException.class);
            assertThat(events)
                    .extracting(ConverseStreamOutput::sdkEventType)
                    .extracting(Object::toString)
                    .containsExactly("messageStart", "contentBlockDelta");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void disconnectsInTheMiddleOfTheStream(boolean reset) {
        cloud.setModelScript(new ModelScript(List.of(
                new ModelScript.Bytes(Duration.ZERO, ByteBuffer.wrap(new byte[] {1, 2, 3})),
                new ModelScript.Break(Duration.ofMillis(1), reset))));

        assertThat(catchThrowable(() -> ask(NOVA, CATS))).isInstanceOf(IOException.class);
    }

    @Test
    void recordsTheCallAndItsText() throws Exception {
        String story = story(CATS);

        ModelCall call = cloud.recording().modelCalls().get(0);
        assertThat(call.modelId()).isEqualTo("global.amazon.nova-2-lite-v1:0");
        assertThat(call.body()).isEqualTo(CATS);
        assertThat(call.text()).isEqualTo(story);
        assertThat(call.deltas()).isNotEmpty().allMatch(delta -> delta.nanos() > call.receivedNanos());
    }
}
