/**
 * A shared cache of answers (RFC 9111). Starting points: {@link dev.drover.filter.cache.Cache}, and
 * {@link dev.drover.filter.cache.ResponseStore} for where answers are kept.
 */
@NullMarked
package dev.drover.filter.cache;

import org.jspecify.annotations.NullMarked;
