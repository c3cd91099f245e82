/**
 * Listeners and what happens on their connections: protocol, limits, the writing of answers.
 * Starting points: {@link dev.drover.server.Listener}, {@link dev.drover.server.Intake}, {@link
 * dev.drover.server.Responder}.
 */
@NullMarked
package dev.drover.server;

import org.jspecify.annotations.NullMarked;
