package dev.storystreamer.websocket;

import static java.nio.charset.StandardCharsets.UTF_8;
import static software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner.REGION_NAME;
import static software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner.SERVICE_SIGNING_NAME;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.crt.auth.credentials.Credentials;
import software.amazon.awssdk.crt.auth.signing.AwsSigner;
import software.amazon.awssdk.crt.auth.signing.AwsSigningConfig;
import software.amazon.awssdk.crt.auth.signing.AwsSigningConfig.AwsSignatureType;
import software.amazon.awssdk.crt.auth.signing.AwsSigningConfig.AwsSignedBodyHeaderType;
import software.amazon.awssdk.crt.auth.signing.AwsSigningConfig.AwsSigningAlgorithm;
import software.amazon.awssdk.crt.http.HttpHeader;
import software.amazon.awssdk.crt.http.HttpRequest;
import software.amazon.awssdk.crt.http.HttpRequestBodyStream;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.spi.signer.AsyncSignRequest;
import software.amazon.awssdk.http.auth.spi.signer.AsyncSignedRequest;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignRequest;
import software.amazon.awssdk.http.auth.spi.signer.SignedRequest;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.AwsSessionCredentialsIdentity;
import software.amazon.awssdk.utils.http.SdkHttpUtils;

/**
 * Signature Version 4 by the native code of the AWS Common Runtime, which is here for HTTP anyway: the signature is that
 * of {@link software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner}, to the byte, at a fraction of its cost.
 *
 * <p>For requests without a query and with no header twice, whose body is in memory: the body's hash is signed, in the
 * headers. Of the properties of a request the region, the service's signing name and the clock are read.
 *
 * <p>Thread-safe. Signs on the calling thread; what cannot be signed fails with an exception of the runtime's.
 */
public final class CrtSigner implements HttpSigner<AwsCredentialsIdentity> {

    /** Creates a signer: one is enough for everything. */
    public CrtSigner() {}

    /**
     * Signs.
     *
     * @param toSign its body, if it has one, is read to the end
     * @return the same request with the headers of its signature
     */
    @Override
    public SignedRequest sign(SignRequest<? extends AwsCredentialsIdentity> toSign) {
        SdkHttpRequest.Builder request = toSign.request().toBuilder();
        try (AwsSigningConfig how = how(toSign)) {
            // With the credentials at hand there is nothing to wait for: it is signed when this returns.
            for (HttpHeader header :
                    AwsSigner.signRequest(unsigned(toSign), how).join().getHeaders()) {
                request.putHeader(header.getName(), header.getValue());
            }
        }
        return SignedRequest.builder()
                .request(request.build())
                .payload(toSign.payload().orElse(null))
                .build();
    }

    private static AwsSigningConfig how(SignRequest<? extends AwsCredentialsIdentity> toSign) {
        Clock clock = toSign.hasProperty(SIGNING_CLOCK) ? toSign.property(SIGNING_CLOCK) : Clock.systemUTC();
        AwsSigningConfig how = new AwsSigningConfig();
        how.setAlgorithm(AwsSigningAlgorithm.SIGV4);
        how.setSignatureType(AwsSignatureType.HTTP_REQUEST_VIA_HEADERS);
        how.setSignedBodyHeader(AwsSignedBodyHeaderType.X_AMZ_CONTENT_SHA256);
        how.setRegion(toSign.requireProperty(REGION_NAME));
        how.setService(toSign.requireProperty(SERVICE_SIGNING_NAME));
        how.setTime(clock.millis());
        how.setCredentials(credentials(toSign.identity()));
        return how;
    }

    private static Credentials credentials(AwsCredentialsIdentity identity) {
        byte @Nullable [] token = identity instanceof AwsSessionCredentialsIdentity session
                ? session.sessionToken().getBytes(UTF_8)
                : null;
        return new Credentials(
                identity.accessKeyId().getBytes(UTF_8),
                identity.secretAccessKey().getBytes(UTF_8),
                token);
    }

    private static HttpRequest unsigned(SignRequest<?> toSign) {
        SdkHttpRequest request = toSign.request();
        HttpRequest unsigned = new HttpRequest(
                request.method().name(), request.encodedPath(), new HttpHeader[] {host(request)}, body(toSign));
        request.forEachHeader((name, values) -> values.forEach(value -> unsigned.addHeader(name, value)));
        return unsigned;
    }

    private static HttpHeader host(SdkHttpRequest request) {
        boolean usual = SdkHttpUtils.isUsingStandardPort(request.protocol(), request.port());
        return new HttpHeader("Host", usual ? request.host() : request.host() + ":" + request.port());
    }

    private static @Nullable HttpRequestBodyStream body(SignRequest<?> toSign) {
        return toSign.payload()
                .<HttpRequestBodyStream>map(payload -> {
                    try (InputStream bytes = payload.newStream()) {
                        return new Body(ByteBuffer.wrap(bytes.readAllBytes()));
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                })
                .orElse(null);
    }

    /** Throws {@link UnsupportedOperationException}: the body may not be there yet. */
    @Override
    public CompletableFuture<AsyncSignedRequest> signAsync(AsyncSignRequest<? extends AwsCredentialsIdentity> toSign) {
        throw new UnsupportedOperationException("signs only requests whose body is in memory");
    }

    /** A body in memory, as the runtime reads it. */
    private record Body(ByteBuffer bytes) implements HttpRequestBodyStream {

        @Override
        public boolean sendRequestBody(ByteBuffer out) {
            int length = Math.min(out.remaining(), bytes.remaining());
            out.put(bytes.slice(bytes.position(), length));
            bytes.position(bytes.position() + length);
            return !bytes.hasRemaining();
        }

        @Override
        public boolean resetPosition() {
            bytes.rewind();
            return true;
        }

        @Override
        public long getLength() {
            return bytes.capacity();
        }
    }
}
