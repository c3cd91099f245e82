/**
 * The command line. Starting points: {@link dev.drover.command.Drover} (the commands), {@link
 * dev.drover.command.Launch} (the one way in which a node starts).
 */
@NullMarked
package dev.drover.command;

import org.jspecify.annotations.NullMarked;
