package dev.drover.codec.rpc;

import com.google.protobuf.Descriptors.MethodDescriptor;

/** How many messages a call has each way. */
public enum CallKind {
  UNARY("takes one message and answers with one"),
  CLIENT_STREAM("takes a stream of messages"),
  SERVER_STREAM("answers with a stream of messages"),
  BIDI("streams messages both ways");

  private final String words;

  CallKind(String words) {
    this.words = words;
  }

  /** That of a method. */
  public static CallKind of(MethodDescriptor method) {
    if (method.isClientStreaming()) {
      return method.isServerStreaming() ? BIDI : CLIENT_STREAM;
    }
    return method.isServerStreaming() ? SERVER_STREAM : UNARY;
  }

  /** What such a method does, to follow its name in a sentence. */
  public String words() {
    return words;
  }
}
