/**
 * What the operator is told: metrics and the access log. Starting points: {@link
 * dev.drover.telemetry.Telemetry}, one per process, and {@link dev.drover.telemetry.LoopTelemetry},
 * one per event loop.
 *
 * <p>Counting an exchange takes no lock and no atomic instruction: each event loop has counters
 * only it writes to, and they are added up when somebody asks.
 */
@NullMarked
package dev.drover.telemetry;

import org.jspecify.annotations.NullMarked;
