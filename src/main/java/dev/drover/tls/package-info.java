/** Certificates and keys in PEM files: read, and checked before they are used. */
@NullMarked
package dev.drover.tls;

import org.jspecify.annotations.NullMarked;
