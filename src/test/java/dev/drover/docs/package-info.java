/** What the documents show, done as a reader would do it. */
@NullMarked
package dev.drover.docs;

import org.jspecify.annotations.NullMarked;
