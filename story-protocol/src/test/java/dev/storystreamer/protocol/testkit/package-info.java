/** Test data of the two protocols, shared with the modules that deliver frames. */
package dev.storystreamer.protocol.testkit;
