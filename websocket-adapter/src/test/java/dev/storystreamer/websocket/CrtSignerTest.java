package dev.storystreamer.websocket;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.regions.Region;

/** Compares the signer with the SDK's own. */
class CrtSignerTest {

    private static final AwsCredentialsIdentity KEYS = AwsBasicCredentials.create("AKIDEXAMPLE", "a+secret/key");
    private static final AwsCredentialsIdentity SESSION =
            AwsSessionCredentials.create("ASIAEXAMPLE", "another+secret/key", "IQoJb3JpZ2luX2VjE+/=".repeat(40));
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-02-28T23:59:59.999Z"), ZoneOffset.UTC);

    private final CrtSigner signer = new CrtSigner(Region.EU_WEST_1, CLOCK);

    static Stream<Arguments> requests() {
        String gateway = "https://abcde12345.execute-api.eu-west-1.amazonaws.com";
        return Stream.of(
                        List.of(gateway, "/prod/@connections/L0SM9cOFvHcCIhw%3D"),
                        List.of(gateway, "/my-stage_1/@connections/a%2Bb~c"),
                        List.of("http://127.0.0.1:8080", "/prod/@connections/L0SM9cOFvHcCIhw%3D"),
                        List.of("https://localhost:443", "/prod/@connections/x"),
                        List.of(gateway, "/prod/@connections/a%3A0"),
                        List.of(gateway, "/prod/@connections/a%3Ab%3Ac%2Fd.e/f"))
                .flatMap(url -> Stream.of("", "{\"type\":\"text\"}", "größer 🎈", "x".repeat(100_000))
                        .flatMap(body -> Stream.of(KEYS, SESSION)
                                .map(credentials -> arguments(url.get(0), url.get(1), body, credentials))));
    }

    @ParameterizedTest
    @MethodSource("requests")
    void signsLikeTheSdk(String endpoint, String path, String body, AwsCredentialsIdentity credentials) {
        byte[] bytes = body.getBytes(UTF_8);
        SdkHttpRequest request = SdkHttpRequest.builder()
                .method(SdkHttpMethod.POST)
                .uri(URI.create(endpoint))
                .encodedPath(path)
                .putHeader("Content-Type", "application/json")
                .putHeader("Content-Length", Integer.toString(bytes.length))
                .putHeader("User-Agent", "story-streamer")
                .build();

        SdkHttpRequest signed = signer.sign(request, bytes, credentials);

        SdkHttpRequest expected = AwsV4HttpSigner.create()
                .sign(sign -> sign.identity(credentials)
                        .request(request)
                        .payload(ContentStreamProvider.fromByteArrayUnsafe(bytes))
                        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "execute-api")
                        .putProperty(AwsV4HttpSigner.REGION_NAME, "eu-west-1")
                        .putProperty(HttpSigner.SIGNING_CLOCK, CLOCK))
                .request();
        assertThat(signed.headers()).isEqualTo(expected.headers());
        assertThat(signed.getUri()).isEqualTo(expected.getUri());
        assertThat(signed.method()).isEqualTo(expected.method());
        assertThat(bytes).isEqualTo(body.getBytes(UTF_8));
    }
}
