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
import java.util.List;
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

    final List<ActiveFault> faults = new ArrayList<>();
    final List<InitialFunction> functions = new ArrayList<>();

    LocalCloudBuilder() {}

    /**
     * Sets the address to listen on.
     *
     * @param value a host name or an address; {@code 127.0.0.1} by default
     * @return this builder
     */
    public LocalCloudBuilder host(String value) {
        host = requireNonNull(value, "host");
        return this;
    }

    /**
     * Sets the port to listen on.
     *
     * @param value the port; 0, the default, selects a free port
     * @return this builder
     */
    public LocalCloudBuilder port(int value) {
        port = value;
        return this;
    }

    /**
     * Sets the WebSocket API.
     *
     * @param value the API; by default, one with the function {@code story} behind all routes
     * @return this builder
     */
    public LocalCloudBuilder webSocketApi(WebSocketApi value) {
        api = requireNonNull(value, "webSocketApi");
        return this;
    }

    /**
     * Sets the latency of the model and of posts.
     *
     * @param value the latency; {@link LatencyProfile#TYPICAL} by default
     * @return this builder
     */
    public LocalCloudBuilder latency(LatencyProfile value) {
        latency = requireNonNull(value, "latency");
        return this;
    }

    /**
     * Speeds up API Gateway's long timeouts: 29 s for an integration, 10 minutes for an idle connection, 2 hours for any
     * connection.
     *
     * @param value 1 by default; 10 divides the timeouts by ten
     * @return this builder
     */
    public LocalCloudBuilder timeScale(double value) {
        if (!(value > 0)) {
            throw new IllegalArgumentException("timeScale must be positive: " + value);
        }
        timeScale = value;
        return this;
    }

    /**
     * Adds a fault that is active from the start.
     *
     * @param fault {@code NAME} or {@code NAME@N}, as {@link ActiveFault#parse} reads it
     * @return this builder
     * @throws IllegalArgumentException if there is no such fault
     */
    public LocalCloudBuilder fault(String fault) {
        faults.add(ActiveFault.parse(fault));
        return this;
    }

    /**
     * Sets the capacity of the recording.
     *
     * @param max the maximum number of posts and of model calls, 100,000 by default; 0 records nothing
     * @return this builder
     */
    public LocalCloudBuilder recordingCapacity(int max) {
        recordingCapacity = max;
        return this;
    }

    /**
     * Sets how many functions can run at the same time. Above the limit, a synchronous call gets status 429, or an error
     * frame on a WebSocket; an Event waits in a queue.
     *
     * @param max at least 1; by default 1,000, the quota of a new account
     * @return this builder
     */
    public LocalCloudBuilder concurrency(int max) {
        if (max < 1) {
            throw new IllegalArgumentException("concurrency must be at least 1: " + max);
        }
        concurrency = max;
        return this;
    }

    /**
     * Serves files at the root, to GET requests that match no service.
     *
     * @param folder contains {@code index.html}; may be inside a jar
     * @return this builder
     */
    public LocalCloudBuilder pages(URL folder) {
        pages = requireNonNull(folder, "pages");
        return this;
    }

    /**
     * Deploys a function during the start. The function is created on another thread while the server starts.
     *
     * @param name the name that routes use
     * @param function creates the function, once; the cloud that it gets has its addresses, but does not serve yet.
     *     {@link #start} throws what it throws
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
