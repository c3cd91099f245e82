/**
 * The protocols in which methods are called. All meet in one form, that of gRPC: a stream of
 * frames, metadata before them, trailers with a status after them. Who speaks otherwise towards
 * clients is a {@link dev.drover.codec.rpc.ClientProtocol}, towards upstreams a {@link
 * dev.drover.codec.rpc.ServerProtocol}; none knows another.
 */
@NullMarked
package dev.drover.codec.rpc;

import org.jspecify.annotations.NullMarked;
