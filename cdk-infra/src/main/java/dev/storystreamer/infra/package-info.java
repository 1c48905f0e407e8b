/**
 * What {@code cdk deploy} creates: {@link dev.storystreamer.infra.StoryStack}, and the constructs it is made of, which a
 * team can put into a stack of its own.
 */
@NullMarked
package dev.storystreamer.infra;

import org.jspecify.annotations.NullMarked;
