package dev.storystreamer.awslocal.http;

import java.net.URI;
import java.util.Set;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;

/**
 * Rejects requests from pages of other sites: while the cloud listens on loopback only, the Origin of a request must be a
 * loopback host. Requests without an Origin do not come from a page and are allowed.
 */
public record OriginCheck(boolean loopbackOnly) {

    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    public boolean allows(Request request) {
        String origin = request.getHeaders().get(HttpHeader.ORIGIN);
        return !loopbackOnly || origin == null || isLocal(origin);
    }

    private static boolean isLocal(String origin) {
        try {
            String host = URI.create(origin).getHost();
            return host != null && LOOPBACK.contains(host);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
