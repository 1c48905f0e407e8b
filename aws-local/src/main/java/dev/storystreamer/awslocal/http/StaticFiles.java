package dev.storystreamer.awslocal.http;

import java.net.URL;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ResourceHandler;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.resource.ResourceFactory;
import org.jspecify.annotations.Nullable;

/** Serves the files of a web page, which can load from and connect to this server only. */
public final class StaticFiles extends Handler.Wrapper {

    /** {@code 'self'} includes WebSockets of the same host and port. */
    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
                    + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private final URL folder;

    private StaticFiles(URL folder) {
        this.folder = folder;
        setDynamic(true);
    }

    /** Serves a folder, or nothing if it is null. */
    public static Handler handler(@Nullable URL folder) {
        if (folder != null) {
            return new StaticFiles(folder);
        }
        return new Handler.Abstract() {
            @Override
            public boolean handle(Request request, Response response, Callback callback) {
                return false;
            }
        };
    }

    /** Opens the folder at the first request, because opening one in a jar would slow the start down. */
    private synchronized void open() throws Exception {
        if (getHandler() != null) {
            return;
        }
        var files = new ResourceHandler();
        files.setBaseResource(ResourceFactory.of(files).newResource(folder));
        files.setDirAllowed(false);
        // The files of a reproducible jar have a constant date, so a browser would keep old ones after an update.
        files.setCacheControl("no-store");
        files.setServer(getServer());
        files.start();
        setHandler(files);
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        response.getHeaders().put("Content-Security-Policy", POLICY);
        response.getHeaders().put("X-Content-Type-Options", "nosniff");
        response.getHeaders().put("Referrer-Policy", "no-referrer");
        open();
        return super.handle(request, response, callback);
    }
}
