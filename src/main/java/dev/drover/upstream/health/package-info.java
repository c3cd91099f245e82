/**
 * Active health checks of endpoints. Starting points: {@link dev.drover.upstream.health.Checker}
 * (when to look, and what follows), {@link dev.drover.upstream.health.Check} (one way to look).
 */
@NullMarked
package dev.drover.upstream.health;

import org.jspecify.annotations.NullMarked;
