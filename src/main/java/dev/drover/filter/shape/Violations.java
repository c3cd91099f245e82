package dev.drover.filter.shape;

import com.google.protobuf.Any;
import com.google.rpc.BadRequest;
import dev.drover.status.Failure;
import dev.drover.status.Reason;

/** What is wrong with a request, field by field, as one failure. */
final class Violations {
  private static final int MOST = 20;
  private static final int LONGEST = 300;

  private final BadRequest.Builder all = BadRequest.newBuilder();

  /**
   * Adds one; those beyond the 20th are left out.
   *
   * @param field a path to the field, in the words of the client's format
   * @param description what is wrong with it
   */
  void add(String field, String description) {
    if (all.getFieldViolationsCount() < MOST) {
      all.addFieldViolationsBuilder().setField(bounded(field)).setDescription(bounded(description));
    }
  }

  private static String bounded(String text) {
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "...";
  }

  boolean none() {
    return all.getFieldViolationsCount() == 0;
  }

  Failure failure(String sentence) {
    return Failure.of(Reason.MALFORMED, sentence).detail(Any.pack(all.build()));
  }
}
