/**
 * The herd of places: where clients are, told to all nodes, and what is near them, asked of a
 * Places API. {@link dev.drover.herd.places.Command} is the line protocol's grammar.
 */
@NullMarked
package dev.drover.herd.places;

import org.jspecify.annotations.NullMarked;
