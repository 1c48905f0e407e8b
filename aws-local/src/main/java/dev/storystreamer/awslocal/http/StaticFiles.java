package dev.storystreamer.awslocal.http;

import java.net.URL;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ResourceHandler;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.resource.ResourceFactory;
import org.jspecify.annotations.Nullable;

/** Files for a browser. They may load and call nothing but this server. */
public final class StaticFiles extends Handler.Wrapper {

    /** {@code 'self'} covers WebSockets of the same host and port. */
    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
                    + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private final URL folder;

    private StaticFiles(URL folder) {
        this.folder = folder;
        setDynamic(true);
    }

    /** Serves a folder; or nothing, if there is none. */
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

    /** Opens the folder when somebody looks for the first time: in a jar that takes as long as much else of the start. */
    private synchronized void open() throws Exception {
        if (getHandler() != null) {
            return;
        }
        var files = new ResourceHandler();
        files.setBaseResource(ResourceFactory.of(files).newResource(folder));
        files.setDirAllowed(false);
        // Files of a jar built reproducibly bear one date for ever: a browser that asked again would keep the old ones.
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
