package dev.storystreamer.awslocal.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storystreamer.awslocal.LocalCloud;
import dev.storystreamer.awslocal.LocalCloudExtension;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Requests that get 403, and the reason in the response. */
class ForbiddenRequestsTest {

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @RegisterExtension
    final LocalCloudExtension aws =
            new LocalCloudExtension(LocalCloud.builder().allowOrigin("http://192.168.0.9:3000"));

    private HttpResponse<String> get(String path, String... headers) throws Exception {
        var request = HttpRequest.newBuilder(URI.create(aws.cloud().endpointUri() + path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void saysThatAPageOfAnotherSiteNeedsAllowOrigin() throws Exception {
        HttpResponse<String> answer = get("/local/controls", "Origin", "http://192.168.0.7:8080");

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body())
                .isEqualTo("{\"message\":\"Forbidden\",\"reason\":\"Only pages of localhost may use this server, but"
                        + " this page is from http://192.168.0.7:8080. To allow it, start the server with"
                        + " --allow-origin http://192.168.0.7:8080\"}");
    }

    @Test
    void saysThatNothingIsAtAPath() throws Exception {
        HttpResponse<String> answer = get("/prodd");

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body())
                .isEqualTo("{\"message\":\"Forbidden\",\"reason\":\"Nothing is at GET /prodd. The WebSocket API is at"
                        + " /prod\"}");
    }

    @Test
    void saysThatAPathIsForWebSocketsOnly() throws Exception {
        HttpResponse<String> answer = get("/prod");

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body()).contains("Nothing is at GET /prod. The WebSocket API is at /prod");
    }

    @Test
    void acceptsAnAllowedOrigin() throws Exception {
        assertThat(get("/local/controls", "Origin", "http://192.168.0.9:3000").statusCode())
                .isEqualTo(200);
        assertThat(get("/local/controls", "Origin", "http://192.168.0.9:3001").statusCode())
                .isEqualTo(403);
    }
}
