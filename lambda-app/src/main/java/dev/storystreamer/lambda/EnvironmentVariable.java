package dev.storystreamer.lambda;

/** A setting of one of the functions, as docs/operations.md prints it. */
interface EnvironmentVariable {

    String name();

    /** What counts where the variable is absent or blank; empty for nothing. */
    String fallback();

    String meaning();
}
