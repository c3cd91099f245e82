/** The ends of routes: one file per kind. */
@NullMarked
package dev.drover.handler;

import org.jspecify.annotations.NullMarked;
