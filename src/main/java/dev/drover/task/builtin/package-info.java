/**
 * The tasks that Drover brings. One file for each; docs/workers.md shows what they take and give.
 */
@NullMarked
package dev.drover.task.builtin;

import org.jspecify.annotations.NullMarked;
