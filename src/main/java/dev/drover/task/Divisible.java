package dev.drover.task;

import io.vertx.core.buffer.Buffer;
import java.util.List;

/** A task whose jobs can be done in parts, on several workers at once. Both methods are quick. */
public interface Divisible extends Task {
  /**
   * The inputs of the parts, which are jobs of the same task.
   *
   * @param parts how many are wanted; there may be fewer
   */
  List<Buffer> split(Buffer input, int parts);

  /** The result of the whole from those of the parts, in the order of {@link #split}. */
  Buffer join(List<Buffer> results);
}
