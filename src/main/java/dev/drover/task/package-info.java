/**
 * Work that would block an event loop: tasks, the threads that do them, and the way there over the
 * event bus. Starting points: {@link dev.drover.task.Task}, {@link dev.drover.task.Tasks}, {@link
 * dev.drover.task.Dispatch}. docs/workers.md has the form of the messages.
 */
@NullMarked
package dev.drover.task;

import org.jspecify.annotations.NullMarked;
