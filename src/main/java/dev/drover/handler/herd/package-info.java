/** The herd of places for gRPC and REST clients: {@code drover.v1.Herd}. */
@NullMarked
package dev.drover.handler.herd;

import org.jspecify.annotations.NullMarked;
