package dev.storystreamer.awslocal;

import static java.util.Objects.requireNonNull;

import dev.storystreamer.awslocal.apigateway.WebSocketApi;
import dev.storystreamer.awslocal.faults.ActiveFault;
import dev.storystreamer.awslocal.faults.LatencyProfile;
import dev.storystreamer.awslocal.lambda.DeployedFunctions;
import dev.storystreamer.awslocal.lambda.LambdaFunction;
import java.net.URL;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The settings of a {@link LocalCloud}. Not thread-safe. */
public final class LocalCloudBuilder {

    String host = "127.0.0.1";
    int port;
    WebSocketApi api = WebSocketApi.of("story");
    LatencyProfile latency = LatencyProfile.TYPICAL;
    double timeScale = 1;
    int recordingCapacity = 100_000;
    int concurrency = DeployedFunctions.DEFAULT_CONCURRENCY;

    @Nullable URL pages;

    final Set<String> allowedOrigins = new HashSet<>();
    final List<ActiveFault> faults = new ArrayList<>();
    final List<InitialFunction> functions = new ArrayList<>();

    LocalCloudBuilder() {}

    /** Sets the host name or the address to listen on; {@code 127.0.0.1} by default. */
    public LocalCloudBuilder host(String value) {
        host = requireNonNull(value, "host");
        return this;
    }

    /**
     * Allows the pages of one more origin, such as {@code http://192.168.0.7:3000}. While the cloud listens on loopback
     * only, pages of other origins than loopback get 403; otherwise all are allowed.
     */
    public LocalCloudBuilder allowOrigin(String origin) {
        allowedOrigins.add(requireNonNull(origin, "origin"));
        return this;
    }

    /** Sets the port to listen on; 0, the default, selects a free port. */
    public LocalCloudBuilder port(int value) {
        port = value;
        return this;
    }

    /** Sets the WebSocket API; by default, one with the function {@code story} behind all routes. */
    public LocalCloudBuilder webSocketApi(WebSocketApi value) {
        api = requireNonNull(value, "webSocketApi");
        return this;
    }

    /** Sets the latency of the model and of posts; {@link LatencyProfile#TYPICAL} by default. */
    public LocalCloudBuilder latency(LatencyProfile value) {
        latency = requireNonNull(value, "latency");
        return this;
    }

    /**
     * Divides API Gateway's long timeouts by a positive number: 29 s for an integration, 10 minutes for an idle connection, 2
     * hours for any connection.
     */
    public LocalCloudBuilder timeScale(double value) {
        if (!(value > 0)) {
            throw new IllegalArgumentException("timeScale must be positive: " + value);
        }
        timeScale = value;
        return this;
    }

    /** Adds an active fault, {@code NAME} or {@code NAME@N} as {@link ActiveFault#parse} reads it. */
    public LocalCloudBuilder fault(String fault) {
        faults.add(ActiveFault.parse(fault));
        return this;
    }

    /** Sets the maximum number of recorded posts and of recorded model calls; 100,000 by default. */
    public LocalCloudBuilder recordingCapacity(int max) {
        recordingCapacity = max;
        return this;
    }

    /**
     * Sets how many functions can run at the same time; by default 1,000, the quota of a new account. Above the limit, a
     * synchronous invocation gets status 429, or an error frame on a WebSocket; an asynchronous one waits in a queue.
     */
    public LocalCloudBuilder concurrency(int max) {
        if (max < 1) {
            throw new IllegalArgumentException("concurrency must be at least 1: " + max);
        }
        concurrency = max;
        return this;
    }

    /** Serves files at the root, to GET requests that match no service. The folder may be inside a jar. */
    public LocalCloudBuilder pages(URL folder) {
        pages = requireNonNull(folder, "pages");
        return this;
    }

    /**
     * Deploys a function during the start.
     *
     * @param name the name that routes use
     * @param function creates the function, on another thread; the cloud that it gets has its addresses, but does not serve
     *     yet. {@link #start} throws what it throws
     * @param timeout the timeout of one invocation
     * @return this builder
     */
    public LocalCloudBuilder deploy(String name, Function<LocalCloud, LambdaFunction> function, Duration timeout) {
        functions.add(new InitialFunction(name, function, timeout));
        return this;
    }

    /**
     * Starts the cloud.
     *
     * @return the running cloud
     * @throws java.io.UncheckedIOException if it cannot listen on the address
     */
    public LocalCloud start() {
        return new LocalCloud(this).start(List.copyOf(functions));
    }

    record InitialFunction(String name, Function<LocalCloud, LambdaFunction> factory, Duration timeout) {}
}
