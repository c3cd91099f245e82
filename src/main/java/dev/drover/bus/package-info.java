/** The event bus, as nodes of a cluster need it: who listens is told more than once. */
@NullMarked
package dev.drover.bus;

import org.jspecify.annotations.NullMarked;
