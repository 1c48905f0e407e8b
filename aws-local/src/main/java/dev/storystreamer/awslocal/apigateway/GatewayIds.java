package dev.storystreamer.awslocal.apigateway;

import java.security.SecureRandom;
import java.util.Base64;

/** Creates identifiers with the alphabet and the length of API Gateway's. */
final class GatewayIds {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final String API_ID_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789";
    private static final int API_ID_LENGTH = 10;

    /** Gives 16 characters of base64url with one = of padding. */
    private static final int ID_BYTES = 11;

    private GatewayIds() {}

    /** Creates the id of a connection, a request or a message, such as {@code eHrdFcnvvHcCE-w=}. */
    static String newId() {
        var bytes = new byte[ID_BYTES];
        RANDOM.nextBytes(bytes);
        return Base64.getUrlEncoder().encodeToString(bytes);
    }

    /** Returns whether a text has the form of a connection id. */
    static boolean isValidId(String text) {
        try {
            return Base64.getUrlDecoder().decode(text).length > 0;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    static String newApiId() {
        var id = new StringBuilder(API_ID_LENGTH);
        for (int i = 0; i < API_ID_LENGTH; i++) {
            id.append(API_ID_LETTERS.charAt(RANDOM.nextInt(API_ID_LETTERS.length())));
        }
        return id.toString();
    }

    /** Creates the value of a trace header, such as {@code Root=1-65d2ff2e-718990494fd688f062bf1571}. */
    static String newTraceId(long epochSeconds) {
        return String.format("Root=1-%08x-%08x%016x", epochSeconds, RANDOM.nextInt(), RANDOM.nextLong());
    }
}
