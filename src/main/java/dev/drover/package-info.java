/**
 * Drover, a polyglot API gateway on Vert.x event loops. Starting points: {@link dev.drover.Main}
 * (the command line), GatewayVerticle (to embed), Gateway (how the parts fit together).
 */
@NullMarked
package dev.drover;

import org.jspecify.annotations.NullMarked;
