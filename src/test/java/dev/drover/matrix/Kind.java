package dev.drover.matrix;

/** The four kinds of call, each by a method of the echo. */
enum Kind {
  UNARY("Say", "unary"),
  CLIENT_STREAM("Join", "client stream"),
  SERVER_STREAM("Repeat", "server stream"),
  BIDI("Chat", "bidi");

  static final String SERVICE = "drover.demo.v1.Echo";

  final String method;
  final String label;

  Kind(String method, String label) {
    this.method = method;
    this.label = label;
  }

  /** {@code package.Service/Method}. */
  String rpc() {
    return SERVICE + "/" + method;
  }

  boolean manyAsked() {
    return this == CLIENT_STREAM || this == BIDI;
  }

  boolean manyTold() {
    return this == SERVER_STREAM || this == BIDI;
  }

  /** The kind of a path {@code /package.Service/Method}. */
  static Kind of(String path) {
    for (Kind kind : values()) {
      if (path.equals("/" + kind.rpc())) {
        return kind;
      }
    }
    throw new IllegalArgumentException(path);
  }
}
