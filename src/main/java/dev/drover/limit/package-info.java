/**
 * Pure algorithms that say how much may happen, and where; time and chance are passed in, and each
 * instance belongs to one event loop. Starting points: {@link dev.drover.limit.Balancer} for where,
 * {@link dev.drover.limit.Outliers} for where not, {@link dev.drover.limit.ConcurrencyLimit} and
 * {@link dev.drover.limit.CircuitBreaker} for how much, {@link dev.drover.limit.RetryBudget} for
 * how often again.
 */
@NullMarked
package dev.drover.limit;

import org.jspecify.annotations.NullMarked;
