/**
 * OpenAPI documents made of bindings. Starting point: {@link dev.drover.schema.openapi.OpenApi}.
 * Pure functions: nothing here waits or keeps state.
 */
@NullMarked
package dev.drover.schema.openapi;

import org.jspecify.annotations.NullMarked;
