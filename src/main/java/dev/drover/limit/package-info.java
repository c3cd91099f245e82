/**
 * Pure algorithms that say how much may happen; time is passed in. Starting point: {@link
 * dev.drover.limit.TokenBucket}.
 */
@NullMarked
package dev.drover.limit;

import org.jspecify.annotations.NullMarked;
