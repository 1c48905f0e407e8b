package dev.storystreamer.awslocal.http;

import java.net.URI;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;

/**
 * Rejects requests from pages of other sites: while the cloud listens on loopback only, the Origin of a request must be a
 * loopback host or an allowed origin. Requests without an Origin do not come from a page and are allowed.
 *
 * @param loopbackOnly whether the cloud listens on loopback only
 * @param allowed origins as browsers send them
 */
public record OriginCheck(boolean loopbackOnly, Set<String> allowed) {

    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    /** Copies the origins. */
    public OriginCheck {
        allowed = Set.copyOf(allowed);
    }

    /** Returns why a request is rejected, and how to allow it; empty if it is allowed. */
    Optional<String> problem(Request request) {
        return Optional.ofNullable(request.getHeaders().get(HttpHeader.ORIGIN))
                .filter(origin -> loopbackOnly && !allowed.contains(origin) && !isLocal(origin))
                .map(origin -> "Only pages of localhost may use this server, but this page is from " + origin
                        + ". To allow it, start the server with --allow-origin " + origin);
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
