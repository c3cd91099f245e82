/**
 * What nodes tell each other of load, failures and answers: ejections, pauses, demand for limits,
 * what caches keep. Each is a kind of the herd's entries; {@link dev.drover.herd.state.HerdPeers}
 * is the way in. The decisions are pure algorithms of {@code dev.drover.limit}.
 */
@NullMarked
package dev.drover.herd.state;

import org.jspecify.annotations.NullMarked;
