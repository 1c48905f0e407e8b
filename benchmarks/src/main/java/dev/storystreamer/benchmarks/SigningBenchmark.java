package dev.storystreamer.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.storystreamer.websocket.CrtSigner;
import java.net.URI;
import java.time.Clock;
import org.openjdk.jmh.annotations.Benchmark;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignedRequest;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.regions.Region;

/** What it costs to sign a post of four deltas with a session token as long as Lambda's: native code and the SDK's Java. */
public class SigningBenchmark extends MicroBenchmark {

    private static final int TOKEN_CHARS = 900;

    private final CrtSigner crt = new CrtSigner(Region.EU_WEST_1, Clock.systemUTC());
    private final HttpSigner<AwsCredentialsIdentity> sdk = AwsV4HttpSigner.create();
    private final AwsSessionCredentials role =
            AwsSessionCredentials.create("ASIAEXAMPLE", "example+secret/key", "t".repeat(TOKEN_CHARS));
    private final byte[] frame = "{\"type\":\"text\",\"message\":\" had come home late\"}".getBytes(UTF_8);
    private final SdkHttpRequest post = SdkHttpRequest.builder()
            .method(SdkHttpMethod.POST)
            .uri(URI.create("https://abcde12345.execute-api.eu-west-1.amazonaws.com"))
            .encodedPath("/prod/@connections/L0SM9cOFvHcCIhw%3D")
            .putHeader("Content-Type", "application/json")
            .putHeader("Content-Length", Integer.toString(frame.length))
            .putHeader("User-Agent", "story-streamer")
            .build();

    @Benchmark
    public SdkHttpRequest signByTheCrt() {
        return crt.sign(post, frame, role);
    }

    @Benchmark
    public SignedRequest signByTheSdk() {
        return sdk.sign(sign -> sign.identity(role)
                .request(post)
                .payload(ContentStreamProvider.fromByteArrayUnsafe(frame))
                .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "execute-api")
                .putProperty(AwsV4HttpSigner.REGION_NAME, "eu-west-1"));
    }
}
