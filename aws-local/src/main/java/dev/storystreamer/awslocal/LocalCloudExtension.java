package dev.storystreamer.awslocal;

import static java.util.Objects.requireNonNull;

import dev.storystreamer.awslocal.faults.LatencyProfile;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * A JUnit extension that starts a new {@link LocalCloud} before each test and closes it after the test. Tests can have it
 * as a parameter.
 *
 * <pre>{@code
 * @RegisterExtension
 * final LocalCloudExtension aws =
 *         new LocalCloudExtension(LocalCloud.builder().latency(LatencyProfile.NO_DELAY).fault("stream-reset@5"));
 * }</pre>
 */
public final class LocalCloudExtension implements BeforeEachCallback, AfterEachCallback, ParameterResolver {

    private final LocalCloudBuilder settings;
    private @Nullable LocalCloud cloud;

    /** Uses the default settings without latency. */
    public LocalCloudExtension() {
        this(LocalCloud.builder().latency(LatencyProfile.NO_DELAY));
    }

    /**
     * Uses the given settings.
     *
     * @param settings the settings of each test's cloud
     */
    public LocalCloudExtension(LocalCloudBuilder settings) {
        this.settings = requireNonNull(settings, "settings");
    }

    /**
     * {@return the cloud of the running test}
     *
     * @throws IllegalStateException if no test is running
     */
    public LocalCloud cloud() {
        LocalCloud running = cloud;
        if (running == null) {
            throw new IllegalStateException("the local cloud runs only during a test");
        }
        return running;
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        cloud = settings.start();
    }

    @Override
    public void afterEach(ExtensionContext context) {
        LocalCloud running = cloud;
        cloud = null;
        if (running != null) {
            running.close();
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == LocalCloud.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return cloud();
    }
}
