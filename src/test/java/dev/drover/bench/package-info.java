/** Benchmarks, each beside the usual way of doing the same. */
@NullMarked
package dev.drover.bench;

import org.jspecify.annotations.NullMarked;
