/** Servers, and the connections to them. */
@NullMarked
package dev.drover.upstream;

import org.jspecify.annotations.NullMarked;
