/** What the running gateway does, one file a behaviour, with real clients and origins. */
@NullMarked
package dev.drover.behaviour;

import org.jspecify.annotations.NullMarked;
