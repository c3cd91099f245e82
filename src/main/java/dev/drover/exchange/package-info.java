/**
 * One request and its answer. Starting points: {@link dev.drover.exchange.Exchange}, {@link
 * dev.drover.exchange.Handler}, {@link dev.drover.exchange.Filter}, {@link
 * dev.drover.exchange.Response}. Of Vert.x only data and stream types are used here: Future,
 * MultiMap, Buffer, ReadStream, HttpMethod.
 */
@NullMarked
package dev.drover.exchange;

import org.jspecify.annotations.NullMarked;
