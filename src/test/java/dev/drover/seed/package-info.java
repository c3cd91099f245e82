/**
 * What the documents that Drover grew out of ask for, row by row: one file a row, whose name has
 * the row's number ({@code Seed013...} is row 0.13). Each boots the gateway with real clients and
 * origins and adds what it measured to {@code target/seed-report.md}. Counts, orders and ratios are
 * asserted; speeds are only printed.
 */
@NullMarked
package dev.drover.seed;

import org.jspecify.annotations.NullMarked;
