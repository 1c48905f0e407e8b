package dev.storystreamer.awslocal.apigateway;

import java.security.SecureRandom;
import java.util.Base64;

/** Identifiers of the alphabet and the length that API Gateway's have. */
final class GatewayIds {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final String API_ID_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789";
    private static final int API_ID_LENGTH = 10;

    /** Gives 16 characters of base64url with one = of padding. */
    private static final int GATEWAY_ID_BYTES = 11;

    private GatewayIds() {}

    /** For connections, requests and messages: {@code eHrdFcnvvHcCE-w=}. */
    static String gatewayId() {
        var bytes = new byte[GATEWAY_ID_BYTES];
        RANDOM.nextBytes(bytes);
        return Base64.getUrlEncoder().encodeToString(bytes);
    }

    /** Tells whether a text could be a connection id at all. */
    static boolean isGatewayId(String text) {
        try {
            return Base64.getUrlDecoder().decode(text).length > 0;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    static String apiId() {
        var id = new StringBuilder(API_ID_LENGTH);
        for (int i = 0; i < API_ID_LENGTH; i++) {
            id.append(API_ID_LETTERS.charAt(RANDOM.nextInt(API_ID_LETTERS.length())));
        }
        return id.toString();
    }

    /** A trace header's value, {@code Root=1-65d2ff2e-718990494fd688f062bf1571}. */
    static String traceId(long epochSeconds) {
        return String.format("Root=1-%08x-%08x%016x", epochSeconds, RANDOM.nextInt(), RANDOM.nextLong());
    }
}
