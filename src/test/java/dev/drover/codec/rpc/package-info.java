/** The codecs of calls without sockets. */
@NullMarked
package dev.drover.codec.rpc;

import org.jspecify.annotations.NullMarked;
