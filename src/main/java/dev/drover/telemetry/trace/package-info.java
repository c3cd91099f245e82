/**
 * Spans of exchanges, of calls to upstreams and of attempts. Starting points: {@link
 * dev.drover.telemetry.trace.Tracing}, one per gateway, which begins the trace of an exchange, and
 * {@link dev.drover.telemetry.trace.SentTrace}, which an upstream begins for each call.
 */
@NullMarked
package dev.drover.telemetry.trace;

import org.jspecify.annotations.NullMarked;
