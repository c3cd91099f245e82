package dev.drover.task;

/**
 * A task under the name it has in this gateway.
 *
 * @param mediaType of its results
 * @param limits those of its traits, as the configuration has changed them
 */
public record Kind(String name, Traits traits, String mediaType, Limits limits, Task task) {
  /** One whose jobs bring what is to be done, and are done by the workers of this node. */
  static Kind carrying(String name, Limits limits) {
    Traits traits = new Traits(Form.BYTES, Form.BYTES, false, false, limits);
    return new Kind(name, traits, Form.BYTES.mediaType(), limits, new Carried());
  }

  /** Whether a job of it can be done in parts. */
  public boolean divisible() {
    return task instanceof Divisible;
  }

  /** Whether its jobs bring what is to be done; such a task cannot be asked for by its name. */
  public boolean carries() {
    return task instanceof Carried;
  }

  /**
   * What a node that does it says that it does.
   *
   * @param scope the node's process
   */
  String offer(String scope) {
    return carries() ? name + "@" + scope : name;
  }
}
