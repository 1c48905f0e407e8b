package dev.storystreamer.awslocal.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.storystreamer.awslocal.LocalCloud;
import dev.storystreamer.awslocal.LocalCloudExtension;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SimulationSettingsApiTest {

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @RegisterExtension
    final LocalCloudExtension aws = new LocalCloudExtension(LocalCloud.builder()
            .latency(LatencyProfile.NO_DELAY)
            .fault("model-busy")
            .fault("stream-reset@5"));

    private HttpResponse<String> call(String method, String body, String... headers) throws Exception {
        var request = HttpRequest.newBuilder(URI.create(aws.cloud().endpointUri() + "/local/controls"))
                .method(method, BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> change(String body) throws Exception {
        return call("PUT", body, "Content-Type", "application/json");
    }

    @Test
    void describesLatencyAndFaults() throws Exception {
        JsonObject settings = JsonParser.parseString(call("GET", "").body()).getAsJsonObject();

        assertThat(settings.get("pace"))
                .hasToString("{\"firstTokenMs\":0,\"tokenIntervalMs\":0,\"burst\":1,\"tokens\":0,\"postLatencyMs\":0}");
        assertThat(settings.get("faults")).hasToString("[\"model-busy\",\"stream-reset@5\"]");
        assertThat(settings.getAsJsonArray("knownFaults")).hasSize(Fault.values().length);
    }

    @Test
    void changesOnlyTheGivenValues() throws Exception {
        assertThat(change("{\"pace\":{\"tokenIntervalMs\":7}}").statusCode()).isEqualTo(200);
        assertThat(aws.cloud().latency()).isEqualTo(LatencyProfile.NO_DELAY.withTokenInterval(Duration.ofMillis(7)));

        assertThat(change("{\"faults\":[\"client-gone\"]}").body()).contains("\"faults\":[\"client-gone@3\"]");
        assertThat(aws.cloud().latency().tokenInterval()).isEqualTo(Duration.ofMillis(7));
    }

    @Test
    void setsBursts() throws Exception {
        assertThat(change("{\"pace\":{\"burst\":5}}").body()).contains("\"burst\":5");
        assertThat(aws.cloud().latency()).isEqualTo(LatencyProfile.NO_DELAY.withBurst(5));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "nonsense",
                "[]",
                "{\"fault\":[\"model-busy\"]}",
                "{\"pace\":{\"tokenIntervalMS\":1}}",
                "{\"faults\":\"model-busy\"}",
                "{\"faults\":[\"no-such-fault\"]}",
                "{\"faults\":[\"model-busy@3\"]}",
                "{\"faults\":[\"stream-reset@0\"]}",
                "{\"pace\":{\"burst\":0}}",
                "{\"pace\":{\"tokens\":-1}}",
                "{\"pace\":{\"tokens\":\"many\"}}",
                "{\"pace\":{\"firstTokenMs\":9223372036854775807}}"
            })
    void rejectsAnInvalidChangeCompletely(String body) throws Exception {
        assertThat(change(body).statusCode()).isEqualTo(400);
        assertThat(call("GET", "").body()).contains("[\"model-busy\",\"stream-reset@5\"]", "\"tokens\":0");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'pace':{'firstTokenMs':-5}} | 'firstTokenMs' must be from 0 to 3600000: -5",
                "{'pace':{'postLatencyMs':3600001}} | 'postLatencyMs' must be from 0 to 3600000: 3600001",
                "{'pace':{'burst':0}} | 'burst' must be from 1 to 1000: 0",
                "{'pace':{'tokens':4294967296}} | 'tokens' must be from 0 to 1000000: 4294967296",
                "{'pace':{'tokens':'many'}} | 'tokens' must be from 0 to 1000000: many",
                "{'faults':['model-stalls@-1']} | model-stalls@-1: the number after @ must be from 1 to 9999999",
            })
    void namesTheFieldThatIsInvalid(String body, String message) throws Exception {
        HttpResponse<String> answer = change(body.replace('\'', '"'));

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(JsonParser.parseString(answer.body())
                        .getAsJsonObject()
                        .get("message")
                        .getAsString())
                .isEqualTo(message.replace('\'', '"'));
    }

    @Test
    void rejectsRequestsOfOtherSites() throws Exception {
        assertThat(call("PUT", "{\"faults\":[]}", "Content-Type", "text/plain").statusCode())
                .isEqualTo(415);
        assertThat(call("GET", "", "Origin", "https://example.com").statusCode())
                .isEqualTo(403);
    }

    @ParameterizedTest
    @EnumSource
    void parsesEveryFault(Fault fault) {
        var active = new ActiveFault(fault, fault.defaultPosition());

        assertThat(ActiveFault.parse(fault.flag())).isEqualTo(active);
        assertThat(ActiveFault.parse(active.toString())).isEqualTo(active);
    }

    @Test
    void reportsAnUnknownFault() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ActiveFault.parse("coffee-spilt@2"))
                .withMessageContaining("coffee-spilt@2");
    }
}
