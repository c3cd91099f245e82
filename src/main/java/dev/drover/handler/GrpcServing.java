package dev.drover.handler;

import java.util.Set;

/** A handler that serves gRPC services to clients of other protocols. */
public interface GrpcServing {
  /** Their full names, as of now; none while they are not known. */
  Set<String> services();
}
