/**
 * What the owner of a gRPC service asks of its clients: gRPC's service config, read and checked.
 */
@NullMarked
package dev.drover.upstream.serviceconfig;

import org.jspecify.annotations.NullMarked;
