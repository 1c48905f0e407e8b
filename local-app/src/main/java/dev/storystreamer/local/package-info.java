/**
 * The command {@code story-local}: the deployed handler on a laptop, unchanged, between stand-ins for the parts of AWS
 * that it speaks to.
 *
 * <p>No parameter, result or field is null unless it is marked so.
 */
@NullMarked
package dev.storystreamer.local;

import org.jspecify.annotations.NullMarked;
