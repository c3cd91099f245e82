/**
 * The ways to find endpoints. One file for each {@link dev.drover.upstream.Resolver}, with its
 * factory and its configuration.
 */
@NullMarked
package dev.drover.upstream.discovery;

import org.jspecify.annotations.NullMarked;
