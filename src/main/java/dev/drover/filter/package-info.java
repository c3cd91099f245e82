/** What wraps a handler: one file per filter. */
@NullMarked
package dev.drover.filter;

import org.jspecify.annotations.NullMarked;
