/** How much a client may take: in a time, and at one time. */
@NullMarked
package dev.drover.filter.quota;

import org.jspecify.annotations.NullMarked;
