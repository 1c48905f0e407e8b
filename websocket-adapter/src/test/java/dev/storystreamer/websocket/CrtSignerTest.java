package dev.storystreamer.websocket;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
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
import software.amazon.awssdk.http.auth.spi.signer.SignRequest;
import software.amazon.awssdk.http.auth.spi.signer.SignedRequest;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/** Held against the SDK's own signer, which AWS accepts. */
class CrtSignerTest {

    private static final AwsCredentialsIdentity KEYS = AwsBasicCredentials.create("AKIDEXAMPLE", "a+secret/key");
    private static final AwsCredentialsIdentity SESSION =
            AwsSessionCredentials.create("ASIAEXAMPLE", "another+secret/key", "IQoJb3JpZ2luX2VjE+/=".repeat(40));
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-02-28T23:59:59.999Z"), ZoneOffset.UTC);

    private final CrtSigner signer = new CrtSigner();

    static Stream<Arguments> requests() {
        String gateway = "https://abcde12345.execute-api.eu-west-1.amazonaws.com";
        String bedrock = "https://bedrock-runtime.us-east-1.amazonaws.com";
        return Stream.of(
                        List.of(gateway, "/prod/@connections/L0SM9cOFvHcCIhw%3D"),
                        List.of(gateway, "/my-stage_1/@connections/a%2Bb~c"),
                        List.of("http://127.0.0.1:8080", "/prod/@connections/L0SM9cOFvHcCIhw%3D"),
                        List.of("https://localhost:443", "/prod/@connections/x"),
                        List.of(bedrock, "/model/eu.amazon.nova-lite-v1%3A0/converse-stream"),
                        List.of(
                                bedrock,
                                "/model/arn%3Aaws%3Abedrock%3Aus-east-1%3A111122223333%3Ainference-profile%2Fus.x/converse-stream"))
                .flatMap(where -> Stream.of("", "{\"type\":\"text\"}", "größer 🎈", "x".repeat(100_000))
                        .flatMap(body ->
                                Stream.of(KEYS, SESSION).map(who -> arguments(where.get(0), where.get(1), body, who))));
    }

    @ParameterizedTest
    @MethodSource("requests")
    void signsAsTheSdkDoes(String endpoint, String path, String body, AwsCredentialsIdentity who) {
        Consumer<SignRequest.Builder<AwsCredentialsIdentity>> toSign = request(endpoint, path, body, who);

        SignedRequest signed = signer.sign(toSign);

        SdkHttpRequest expected = AwsV4HttpSigner.create().sign(toSign).request();
        assertThat(signed.request().headers()).isEqualTo(expected.headers());
        assertThat(signed.request().getUri()).isEqualTo(expected.getUri());
        assertThat(signed.request().method()).isEqualTo(expected.method());
        assertThat(signed.payload().orElseThrow().newStream()).hasBinaryContent(body.getBytes(UTF_8));
    }

    @Test
    void takesTheTimeOfDayWhereNoClockIsGiven() {
        Instant before = Instant.now();

        SdkHttpRequest signed = signer.sign(request("http://127.0.0.1:8080", "/", "", KEYS)
                        .andThen(sign -> sign.putProperty(HttpSigner.SIGNING_CLOCK, null)))
                .request();

        String date = signed.firstMatchingHeader("X-Amz-Date").orElseThrow();
        Instant when = Instant.parse(date.replaceFirst("(....)(..)(..)T(..)(..)(..)Z", "$1-$2-$3T$4:$5:$6Z"));
        assertThat(when).isBetween(before.minusSeconds(1), Instant.now());
    }

    @Test
    void refusesABodyThatIsNotThereYet() {
        SdkHttpRequest request = SdkHttpRequest.builder()
                .method(SdkHttpMethod.POST)
                .uri(URI.create("https://localhost/"))
                .build();

        assertThatThrownBy(() -> signer.signAsync(sign -> sign.identity(KEYS).request(request)))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("in memory");
    }

    private static Consumer<SignRequest.Builder<AwsCredentialsIdentity>> request(
            String endpoint, String path, String body, AwsCredentialsIdentity who) {
        byte[] bytes = body.getBytes(UTF_8);
        SdkHttpRequest request = SdkHttpRequest.builder()
                .method(SdkHttpMethod.POST)
                .uri(URI.create(endpoint))
                .encodedPath(path)
                .putHeader("Content-Type", "application/json")
                .putHeader("Content-Length", Integer.toString(bytes.length))
                .putHeader("User-Agent", "story-streamer")
                .build();
        return sign -> sign.identity(who)
                .request(request)
                .payload(ContentStreamProvider.fromByteArrayUnsafe(bytes))
                .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "execute-api")
                .putProperty(AwsV4HttpSigner.REGION_NAME, "eu-west-1")
                .putProperty(HttpSigner.SIGNING_CLOCK, CLOCK);
    }
}
