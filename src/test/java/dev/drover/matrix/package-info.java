/** Every client protocol with every upstream protocol: the table of docs/protocols.md. */
@NullMarked
package dev.drover.matrix;

import org.jspecify.annotations.NullMarked;
