/**
 * Named groups of servers of one kind: endpoints, connections, attempts. Starting points: {@link
 * dev.drover.upstream.Upstream} (what handlers see), {@link dev.drover.upstream.HttpUpstream} (gRPC
 * and HTTP), {@link dev.drover.upstream.Pool} (connections of one endpoint on one event loop).
 */
@NullMarked
package dev.drover.upstream;

import org.jspecify.annotations.NullMarked;
