/**
 * Which request takes which route. Starting points: {@link dev.drover.route.Router}, {@link
 * dev.drover.route.Match}, {@link dev.drover.route.PathNormalizer}, {@link
 * dev.drover.route.Rewrite}. Of Vert.x only data types are used here: HttpMethod, MultiMap, Future.
 */
@NullMarked
package dev.drover.route;

import org.jspecify.annotations.NullMarked;
