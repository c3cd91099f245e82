package dev.drover.handler.paginate;

import dev.drover.codec.CallStatus;
import dev.drover.status.Failure;
import dev.drover.upstream.UpstreamRequests;
import org.jspecify.annotations.Nullable;

/** What the upstream has answered when it was asked for a page. */
sealed interface Given permits Page, Given.Refusal {
  /**
   * No page.
   *
   * @param status what a gRPC client is told when it was asked for the first one
   * @param answer what an HTTP client is told then; null for the same as the other
   * @param later why a later page has not come
   */
  record Refusal(CallStatus status, UpstreamRequests.@Nullable Answer answer, Failure later)
      implements Given {}
}
