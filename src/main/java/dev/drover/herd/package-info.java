/**
 * Nodes that know what their neighbours know: a replicated set of entries without a database. An
 * entry floods along the links of a topology, the newest version wins, and neighbours compare what
 * they have now and then.
 *
 * <p>Starting points: {@link dev.drover.herd.Store} holds the entries, {@link
 * dev.drover.herd.Member} says what to tell whom; both know no transport and are given the time.
 * {@link dev.drover.herd.Herd} is the running node.
 */
@NullMarked
package dev.drover.herd;

import org.jspecify.annotations.NullMarked;
