package dev.storystreamer.awslocal.apigateway;

import static dev.storystreamer.awslocal.apigateway.RecordingFunction.context;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import dev.storystreamer.awslocal.LocalCloud;
import dev.storystreamer.awslocal.LocalCloudExtension;
import dev.storystreamer.awslocal.apigateway.WebSocketApi.Route;
import dev.storystreamer.awslocal.faults.LatencyProfile;
import dev.storystreamer.awslocal.testkit.TestClient;
import java.util.Map;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestTemplateTest {

    private static final String TEMPLATE =
            "#set($body = $util.escapeJavaScript($input.body).replaceAll(\"\\\\'\", \"'\"))\n"
                    + "{\"requestContext\":{\"routeKey\":\"$context.routeKey\",\"connectedAt\":$context.connectedAt,"
                    + "\"who\":\"$context.authorizer.principalId\",\"ip\":\"$context.identity.sourceIp\"},\"body\":\"$body\"}";

    private final RecordingFunction function = new RecordingFunction();

    @RegisterExtension
    final LocalCloudExtension aws = new LocalCloudExtension(LocalCloud.builder()
            .latency(LatencyProfile.NO_DELAY)
            .webSocketApi(WebSocketApi.of("story")
                    .withAuthorizer(Map.of("principalId", "ann"))
                    .withRoute("$default", new Route("story", true, false).withTemplate(TEMPLATE))));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"storyType\":\"CATS\"}",
                "it's \\' \\\\ \"quoted\" </script>",
                "$context.connectionId #set($x = 1) ${body} #if(true)yes#end",
                "\u0001\b\f\t\u2028 é 😀"
            })
    void rendersAnEventWithTheExactBody(String body) throws Exception {
        aws.cloud().deploy("story", function);
        TestClient client = TestClient.connect(aws.cloud().webSocketUri());
        JsonObject connected = function.nextEvent();
        client.send(body);

        JsonObject event = function.nextEvent();

        assertThat(event.get("body").getAsString()).isEqualTo(body);
        assertThat(context(event).get("routeKey").getAsString()).isEqualTo("$default");
        assertThat(context(event).get("connectedAt"))
                .isEqualTo(context(connected).get("connectedAt"));
        assertThat(context(event).get("who").getAsString()).isEqualTo("ann");
        assertThat(context(event).get("ip").getAsString()).isEqualTo("127.0.0.1");
    }
}
