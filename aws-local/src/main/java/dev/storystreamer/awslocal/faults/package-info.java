/** What can be changed while the cloud runs: its latency, and the faults that it injects. */
@NullMarked
package dev.storystreamer.awslocal.faults;

import org.jspecify.annotations.NullMarked;
