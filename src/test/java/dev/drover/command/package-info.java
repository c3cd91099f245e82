@NullMarked
package dev.drover.command;

import org.jspecify.annotations.NullMarked;
