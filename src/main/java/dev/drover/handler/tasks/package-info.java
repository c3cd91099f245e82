/** Tasks as the end of a route: one of them, or the gateway's own service drover.v1.Tasks. */
@NullMarked
package dev.drover.handler.tasks;

import org.jspecify.annotations.NullMarked;
