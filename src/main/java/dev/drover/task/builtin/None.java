package dev.drover.task.builtin;

import dev.drover.config.Doc;

/** The configuration of tasks that have nothing to configure. */
@Doc("There is nothing to configure.")
public record None() {}
