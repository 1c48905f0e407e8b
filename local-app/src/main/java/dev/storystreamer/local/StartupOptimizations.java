package dev.storystreamer.local;

import dev.storystreamer.lambda.StoryHandler;
import java.util.Map;

/** Reduces the time from the start of the process to the first story. */
final class StartupOptimizations {

    /** @see java.util.spi.LocaleServiceProvider */
    private static final String LOCALE_PROVIDERS = "java.locale.providers";

    /** Enough to create a handler. Its clients open no connection before the first request. */
    private static final Map<String, String> UNUSED_ENVIRONMENT = Map.of(
            "STORY_MODEL_ID", "none",
            "AWS_REGION", "us-east-1",
            "AWS_ACCESS_KEY_ID", "none",
            "AWS_SECRET_ACCESS_KEY", "none",
            "AWS_ENDPOINT_URL_BEDROCK_RUNTIME", "http://127.0.0.1:9");

    private StartupOptimizations() {}

    /** Starts the optimizations. */
    static void apply() {
        disableLocaleData();
        Thread thread = new Thread(StartupOptimizations::loadClasses, "story-local-preload");
        thread.setDaemon(true);
        thread.start();
    }

    /** Jetty lists all of the JDK's 1,000 locales when it starts, which takes CPU time. */
    private static void disableLocaleData() {
        if (System.getProperty(LOCALE_PROVIDERS) == null) {
            System.setProperty(LOCALE_PROVIDERS, "SPI");
        }
    }

    /**
     * Loads the classes of the handler and of the AWS SDK while another thread parses the command line and starts the
     * server.
     */
    private static void loadClasses() {
        try {
            new StoryHandler(UNUSED_ENVIRONMENT).close();
        } catch (RuntimeException | LinkageError e) {
            // The server creates a handler too: it fails in the same way, and reports it.
        }
    }
}
