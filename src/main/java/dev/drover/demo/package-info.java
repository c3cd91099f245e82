/**
 * What {@code drover demo} runs: small honest origins and a table of calls to try. Starting points:
 * {@link dev.drover.demo.Demo}, {@link dev.drover.demo.Calls}.
 */
@NullMarked
package dev.drover.demo;

import org.jspecify.annotations.NullMarked;
