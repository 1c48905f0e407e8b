package dev.storystreamer.local;

import com.google.gson.JsonObject;
import java.io.PrintWriter;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the handler's log, and prints what is wrong and what to do if Bedrock cannot be called from this machine. */
final class BedrockAdvice implements Consumer<String> {

    private static final Pattern ERROR_TYPE = Pattern.compile("Bedrock did not answer: (\\w+)");

    private final PrintWriter err;

    BedrockAdvice(PrintWriter err) {
        this.err = err;
    }

    @Override
    public void accept(String line) {
        JsonObject entry = JsonText.parseObject(line);
        String reason = JsonText.field(entry, "reason");
        if (reason.equals("unauthenticated")) {
            print(credentialsProblem(errorType(entry)));
        } else if (reason.equals("unavailable") && entry.has("rootCause")) {
            print("cannot reach " + AwsEnvironment.bedrockLocation() + " (" + JsonText.field(entry, "rootCause")
                    + "): check the network, AWS_REGION and AWS_ENDPOINT_URL_BEDROCK_RUNTIME");
        }
    }

    private static String errorType(JsonObject entry) {
        Matcher message = ERROR_TYPE.matcher(JsonText.field(entry, "errorMessage"));
        return message.find() ? message.group(1) : "unknown error";
    }

    private static String credentialsProblem(String errorType) {
        String what = switch (errorType) {
            case "ExpiredTokenException", "ExpiredToken" ->
                "the AWS credentials have expired (%s): sign in again (aws sso login), or set new ones";
            case "UnrecognizedClientException", "InvalidClientTokenId" ->
                "the AWS credentials do not exist (%s): check AWS_ACCESS_KEY_ID, AWS_SESSION_TOKEN and"
                        + " AWS_PROFILE";
            case "InvalidSignatureException",
                    "SignatureDoesNotMatch",
                    "IncompleteSignatureException",
                    "IncompleteSignature",
                    "RequestExpired" ->
                "the request's signature is wrong (%s): check AWS_SECRET_ACCESS_KEY, and the clock of this"
                        + " machine";
            case "SdkClientException" ->
                "there are no AWS credentials (%s): set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, set"
                        + " AWS_PROFILE, or sign in again (aws sso login)";
            default ->
                "AWS does not accept the credentials (%s): check AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and"
                        + " AWS_PROFILE, or sign in again (aws sso login)";
        };
        return what.formatted(errorType);
    }

    private void print(String sentence) {
        err.println("story-local: " + sentence);
        err.flush();
    }
}
