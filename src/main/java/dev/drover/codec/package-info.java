/** Wire forms: what bytes and headers mean in each protocol. */
@NullMarked
package dev.drover.codec;

import org.jspecify.annotations.NullMarked;
