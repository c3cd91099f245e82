/**
 * One answer from many calls: a plan of named calls, each of which may use what others have
 * brought. {@link dev.drover.handler.aggregate.Plan} is made when the configuration is loaded,
 * {@link dev.drover.handler.aggregate.Run} lives for one request.
 */
@NullMarked
package dev.drover.handler.aggregate;

import org.jspecify.annotations.NullMarked;
