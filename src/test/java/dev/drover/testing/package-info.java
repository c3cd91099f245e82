/**
 * What the tests are made of: origins that do exactly as told, clients of every protocol, the
 * gateway on port 0, and the one way to wait ({@link dev.drover.testing.Eventually}).
 */
@NullMarked
package dev.drover.testing;

import org.jspecify.annotations.NullMarked;
