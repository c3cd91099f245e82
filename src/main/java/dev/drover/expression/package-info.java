/**
 * The house's expressions: CEL (Common Expression Language, github.com/google/cel-spec), compiled
 * and type-checked when a configuration is loaded, evaluated on the event loop.
 */
@NullMarked
package dev.drover.expression;

import org.jspecify.annotations.NullMarked;
