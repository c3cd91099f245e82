@NullMarked
package dev.drover.demo;

import org.jspecify.annotations.NullMarked;
