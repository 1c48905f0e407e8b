package dev.storystreamer.websocket;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Computes the header {@code Authorization} of a request to AWS, independently of the signers of the SDK and the CRT.
 *
 * @param accessKeyId part of the header
 * @param secretAccessKey the key of the signature
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html">Create a
 *     signed AWS API request</a>
 */
record SignatureV4(String accessKeyId, String secretAccessKey) {

    private static final String ALGORITHM = "AWS4-HMAC-SHA256";

    /**
     * A received request.
     *
     * @param method of HTTP
     * @param rawPath as it was sent, without a query
     * @param header the value of a header by its name, in any case
     * @param body as text
     */
    record Request(String method, String rawPath, UnaryOperator<String> header, String body) {}

    /**
     * Computes the header for a signed request.
     *
     * @param request gives the signed headers, the time, the region and the service of its signature
     * @return the expected value of its header
     */
    String authorization(Request request) {
        String authorization = request.header().apply("Authorization");
        String signedHeaders = authorization.replaceAll(".*SignedHeaders=([^,]*),.*", "$1");
        String scope = authorization.replaceAll(".*Credential=[^/]*/([^,]*),.*", "$1");
        String toSign = String.join(
                "\n",
                ALGORITHM,
                request.header().apply("X-Amz-Date"),
                scope,
                sha256(canonical(request, signedHeaders)));
        byte[] key = ("AWS4" + secretAccessKey).getBytes(UTF_8);
        for (String part : scope.split("/", -1)) {
            key = hmac(key, part);
        }
        return ALGORITHM + " Credential=" + accessKeyId + "/" + scope + ", SignedHeaders=" + signedHeaders
                + ", Signature=" + HexFormat.of().formatHex(hmac(key, toSign));
    }

    private static String canonical(Request request, String signedHeaders) {
        StringBuilder headers = new StringBuilder();
        Pattern.compile(";")
                .splitAsStream(signedHeaders)
                .forEach(name -> headers.append(name)
                        .append(':')
                        .append(request.header().apply(name))
                        .append('\n'));
        return String.join(
                "\n",
                request.method(),
                encodedAgain(request.rawPath()),
                "",
                headers.toString(),
                signedHeaders,
                sha256(request.body()));
    }

    /** The signature is over the path with its escapes encoded again, for every service but S3. */
    private static String encodedAgain(String rawPath) {
        return rawPath.replace("%", "%25").replace("@", "%40");
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(UTF_8));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}
