package dev.storystreamer.websocket;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.regions.Region;

/**
 * The other side's sum: the {@code Authorization} that a request must carry.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html">Create a
 *     signed AWS API request</a>
 */
final class SignatureV4 {

    private static final String ALGORITHM = "AWS4-HMAC-SHA256";

    private SignatureV4() {}

    static String authorization(
            ScriptedConnections.Post post, AwsCredentials credentials, Region region, String service)
            throws GeneralSecurityException {
        String signedHeaders = post.header("Authorization").replaceAll(".*SignedHeaders=([^,]*),.*", "$1");
        String time = post.header("X-Amz-Date");
        List<String> scopes = List.of(time.substring(0, 8), region.id(), service, "aws4_request");
        String scope = String.join("/", scopes);
        String toSign = String.join("\n", ALGORITHM, time, scope, sha256(canonical(post, signedHeaders)));
        byte[] key = ("AWS4" + credentials.secretAccessKey()).getBytes(UTF_8);
        for (String part : scopes) {
            key = hmac(key, part);
        }
        return ALGORITHM + " Credential=" + credentials.accessKeyId() + "/" + scope + ", SignedHeaders=" + signedHeaders
                + ", Signature=" + HexFormat.of().formatHex(hmac(key, toSign));
    }

    private static String canonical(ScriptedConnections.Post post, String signedHeaders)
            throws GeneralSecurityException {
        StringBuilder headers = new StringBuilder();
        Pattern.compile(";")
                .splitAsStream(signedHeaders)
                .forEach(name -> headers.append(name)
                        .append(':')
                        .append(post.header(name))
                        .append('\n'));
        return String.join(
                "\n",
                post.method(),
                encodedAgain(post.rawPath()),
                "",
                headers.toString(),
                signedHeaders,
                sha256(post.body()));
    }

    /** Every service but S3 signs the path as it was sent, encoded once more. */
    private static String encodedAgain(String rawPath) {
        return rawPath.replace("%", "%25").replace("@", "%40");
    }

    private static String sha256(String text) throws GeneralSecurityException {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
    }

    private static byte[] hmac(byte[] key, String text) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(text.getBytes(UTF_8));
    }
}
