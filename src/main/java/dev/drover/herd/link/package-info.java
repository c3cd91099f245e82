/** The links of a node: over the event bus of a cluster, and over TCP as lines of text. */
@NullMarked
package dev.drover.herd.link;

import org.jspecify.annotations.NullMarked;
