/**
 * The side of the clients: listeners, what they refuse, requests and answers. Starting points for
 * what they refuse: {@link dev.drover.server.GuardedServer}, {@link
 * dev.drover.server.ConnectionGuard}, {@link dev.drover.server.HeaderRules}.
 */
@NullMarked
package dev.drover.server;

import org.jspecify.annotations.NullMarked;
