/** The Lambda authorizer of {@code $connect}, which checks JSON web tokens. */
@NullMarked
package dev.storystreamer.lambda.access;

import org.jspecify.annotations.NullMarked;
