/** In what shape requests and answers pass. */
@NullMarked
package dev.drover.filter.shape;

import org.jspecify.annotations.NullMarked;
