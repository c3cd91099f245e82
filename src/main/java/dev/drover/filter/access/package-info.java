/** Who may do what. */
@NullMarked
package dev.drover.filter.access;

import org.jspecify.annotations.NullMarked;
