package dev.storystreamer.local;

/** The languages that the JDK formats dates and numbers for. */
final class Locales {

    /** @see java.util.spi.LocaleServiceProvider */
    private static final String PROVIDERS = "java.locale.providers";

    private Locales() {}

    /** Leaves out the 1,000 that nothing here speaks: Jetty lists all as it starts, a tenth of the work until it has. */
    static void few() {
        if (System.getProperty(PROVIDERS) == null) {
            System.setProperty(PROVIDERS, "SPI");
        }
    }
}
