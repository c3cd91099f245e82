/**
 * The Vert.x event bus as an upstream, and upstreams as addresses of the event bus. docs/bus.md has
 * the form of the messages. Starting points: {@link dev.drover.upstream.bus.BusUpstream}, {@link
 * dev.drover.upstream.bus.BusStream}.
 */
@NullMarked
package dev.drover.upstream.bus;

import org.jspecify.annotations.NullMarked;
