package dev.drover.telemetry;

/**
 * A gRPC method as two labels.
 *
 * @param service with its package
 * @param method the last part
 */
record MethodName(String service, String method) {
  /** Stands for every method without a series of its own. */
  static final MethodName OTHER = new MethodName("other", "other");

  private static final int LONGEST = 200;

  /** {@code package.Service/Method}; for {@link #OTHER} what stands for it. */
  String full(String other) {
    return this == OTHER ? other : service + "/" + method;
  }

  /** Whether that is {@code package.Service/Method}, of a length fit for a label. */
  static boolean valid(String name) {
    int slash = name.indexOf('/');
    return slash > 0
        && slash < name.length() - 1
        && slash == name.lastIndexOf('/')
        && name.length() <= LONGEST;
  }

  /** The parts of a {@linkplain #valid valid} name. */
  static MethodName parse(String name) {
    int slash = name.indexOf('/');
    return new MethodName(name.substring(0, slash), name.substring(slash + 1));
  }
}
