package dev.storystreamer.awslocal.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storystreamer.awslocal.LocalCloud;
import dev.storystreamer.awslocal.LocalCloudExtension;
import dev.storystreamer.awslocal.testkit.RawClient;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Requests that are malformed or too large. The timeout needs a thread of its own: an interrupt does not end a socket's
 * blocked write, so that a server that stops reading would block the test for as long as the connection is open.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class InvalidRequestsTest {

    private static final String POST = "/prod/@connections/eHrdFcnvvHcCE-w%3D";
    private static final String CONVERSE = "/model/amazon.nova-lite-v1%3A0/converse-stream";
    private static final String INVOKE = "/2015-03-31/functions/story/invocations";

    @RegisterExtension
    final LocalCloudExtension aws = new LocalCloudExtension();

    @BeforeEach
    void deploy(LocalCloud cloud) {
        cloud.deploy("story", (event, invocation) -> "{\"statusCode\":200}".getBytes(StandardCharsets.UTF_8));
    }

    private RawClient connect() throws IOException {
        return RawClient.connect(aws.cloud().port());
    }

    private String answer(String request) throws IOException {
        try (RawClient client = connect()) {
            return client.send(request).head();
        }
    }

    private static String post(String path, String headers) {
        return "POST " + path + " HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n";
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/prod/@connections/%zz",
                "/prod/@connections/%",
                "/model/%zz/converse-stream",
                "/2015-03-31/functions/%4/invocations"
            })
    void answers400ToAMalformedPath(String path) throws Exception {
        assertThat(answer(post(path, "Content-Length: 0\r\n")))
                .startsWith("HTTP/1.1 400")
                .containsIgnoringCase("content-type: application/json");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /%zz HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "GET /%00 HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "GET /../../../etc/passwd HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "GET /%2e%2e/%2e%2e/etc/passwd HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "OPTIONS * HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "CONNECT localhost:1 HTTP/1.1\r\nHost: localhost:1\r\n\r\n",
                "GET http:// HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "GET / HTTP/1.1\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
                "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\r\n\r\n"
            })
    void answersAnInvalidRequestWithAClientError(String request) throws Exception {
        assertThat(answer(request)).matches("(?s)HTTP/1.1 4\\d\\d .*");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/prod?x=%zz&%=%", "/prod?x=a|b", "/prod?x={}", "/prod?x=%FF", "/prod?%E4pfel=1"})
    void rejectsAHandshakeWithAMalformedQuery(String path) throws Exception {
        assertThat(answer(RawClient.handshake(path))).startsWith("HTTP/1.1 400");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Sec-WebSocket-Key: \r\n", "Sec-WebSocket-Key: !\r\n", "Sec-WebSocket-Key: YWJj\r\n"})
    void rejectsAHandshakeWithoutAValidKey(String key) throws Exception {
        assertThat(answer(RawClient.handshake("/prod").replaceFirst("Sec-WebSocket-Key: .*\r\n", key)))
                .startsWith("HTTP/1.1 400");
    }

    @ParameterizedTest
    @ValueSource(ints = {16 * 1024, 4 * 1024 * 1024})
    void rejectsTooLargeHeaders(int bytes) throws Exception {
        try (RawClient client = connect()) {
            CompletableFuture<String> head = readHead(client);
            sendUntilClosed(client, "GET / HTTP/1.1\r\nHost: localhost\r\nX: " + "x".repeat(bytes) + "\r\n\r\n", 1);

            assertThat(head.get(20, TimeUnit.SECONDS)).startsWith("HTTP/1.1 431");
            assertThat(client.awaitDisconnect()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {POST, CONVERSE, INVOKE})
    void rejectsABodyWithoutEnd(String path) throws Exception {
        try (RawClient client = connect()) {
            CompletableFuture<String> head = readHead(client);
            client.send(post(path, "Transfer-Encoding: chunked\r\n"));
            sendUntilClosed(client, "8000\r\n" + "x".repeat(0x8000) + "\r\n", 4_000);

            assertThat(head.get(20, TimeUnit.SECONDS)).startsWith("HTTP/1.1 413");
            assertThat(client.awaitDisconnect()).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({POST + ",413", CONVERSE + ",413", INVOKE + ",413"})
    void rejectsATooLargeContentLength(String path, int status) throws Exception {
        assertThat(answer(post(path, "Content-Length: 9000000000\r\n"))).startsWith("HTTP/1.1 " + status);
    }

    /** A client that still sends a body when the connection is closed gets a reset and may lose the response. */
    @ParameterizedTest
    @CsvSource({
        POST + ", 131073, 413",
        CONVERSE + ", 26214401, 413",
        INVOKE + ", 6291457, 413",
        "/@connections/eHrdFcnvvHcCE-w%3D, 8388608, 403"
    })
    void readsATooLargeBodyBeforeTheResponse(String path, int bytes, int status) throws Exception {
        try (RawClient client = connect()) {
            String body = "x".repeat(bytes);
            client.send(post(path, "Content-Length: " + bytes + "\r\n")).send(body);
            assertThat(client.head()).startsWith("HTTP/1.1 " + status);
        }
    }

    @ParameterizedTest
    @CsvSource({POST + ", 131073, 413", CONVERSE + ", 26214401, 413", INVOKE + ", 6291457, 413"})
    void readsATooLargeChunkedBodyBeforeTheResponse(String path, int bytes, int status) throws Exception {
        try (RawClient client = connect()) {
            String chunk = Integer.toHexString(bytes) + "\r\n" + "x".repeat(bytes) + "\r\n";
            client.send(post(path, "Transfer-Encoding: chunked\r\n"))
                    .send(chunk)
                    .send("0\r\n\r\n");
            assertThat(client.head()).startsWith("HTTP/1.1 " + status);
        }
    }

    private static CompletableFuture<String> readHead(RawClient client) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return client.head();
            } catch (IOException e) {
                return e.toString();
            }
        });
    }

    /** Sends a text repeatedly, until the server closes the connection or the number is reached. */
    private static void sendUntilClosed(RawClient client, String text, int times) {
        try {
            for (int i = 0; i < times; i++) {
                client.send(text);
            }
        } catch (IOException refused) {
            assertThat(refused).hasMessageMatching("Broken pipe|Connection reset.*|.*aborted.*");
        }
    }

    @ParameterizedTest
    @CsvSource({POST + ",410", CONVERSE + ",400", INVOKE + ",400"})
    void doesNotDecompressBodies(String path, int status) throws Exception {
        byte[] compressedBlanks = compressedBlanks();
        try (RawClient client = connect()) {
            client.send(post(path, "Content-Encoding: gzip\r\nContent-Length: " + compressedBlanks.length + "\r\n"))
                    .send(compressedBlanks);

            assertThat(compressedBlanks.length).isLessThan(100_000);
            assertThat(client.head()).startsWith("HTTP/1.1 " + status);
        }
    }

    /** 64 MiB of blanks, more than any of the three endpoints accepts. */
    private static byte[] compressedBlanks() throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(bytes)) {
            byte[] blanks = " ".repeat(1 << 20).getBytes(StandardCharsets.US_ASCII);
            for (int i = 0; i < 64; i++) {
                gzip.write(blanks);
            }
        }
        return bytes.toByteArray();
    }
}
