/** HTTP on Jetty, shared by the services: routing, request bodies, and responses in the shape of AWS. */
@NullMarked
package dev.storystreamer.awslocal.http;

import org.jspecify.annotations.NullMarked;
