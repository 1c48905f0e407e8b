/**
 * Lambda: the Invoke API, functions in this process, and functions in a process of their own under AWS's runtime interface
 * client.
 */
@NullMarked
package dev.storystreamer.awslocal.lambda;

import org.jspecify.annotations.NullMarked;
