/** Timers, daemon threads and callbacks on futures, shared by the services. */
@NullMarked
package dev.storystreamer.awslocal.concurrent;

import org.jspecify.annotations.NullMarked;
