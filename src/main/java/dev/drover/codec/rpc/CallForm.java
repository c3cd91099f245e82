package dev.drover.codec.rpc;

import dev.drover.exchange.Request;
import dev.drover.status.Failure;
import dev.drover.status.Reason;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The forms in which clients call, and which kinds of call each can carry: a table, so that what
 * cannot work is refused at once, with what would.
 */
public enum CallForm {
  GRPC("gRPC", EnumSet.allOf(CallKind.class), EnumSet.allOf(CallKind.class)),
  GRPC_WEB("gRPC-Web", EnumSet.allOf(CallKind.class), EnumSet.allOf(CallKind.class)),
  CONNECT(
      "Connect (application/proto or application/json)",
      EnumSet.of(CallKind.UNARY),
      EnumSet.of(CallKind.UNARY)),
  CONNECT_STREAM(
      "Connect streaming (application/connect+proto or +json)",
      EnumSet.of(CallKind.SERVER_STREAM, CallKind.CLIENT_STREAM),
      EnumSet.of(CallKind.SERVER_STREAM, CallKind.CLIENT_STREAM, CallKind.BIDI)),
  EVENTS(
      "server-sent events", EnumSet.of(CallKind.SERVER_STREAM), EnumSet.of(CallKind.SERVER_STREAM)),
  LINES(
      "NDJSON",
      EnumSet.of(CallKind.UNARY, CallKind.SERVER_STREAM, CallKind.CLIENT_STREAM),
      EnumSet.allOf(CallKind.class)),
  WEB_SOCKET(
      "WebSocket (over HTTP/1.1)", EnumSet.allOf(CallKind.class), EnumSet.noneOf(CallKind.class));

  private final String label;
  private final Set<CallKind> overHttp1;
  private final Set<CallKind> overHttp2;

  CallForm(String label, Set<CallKind> overHttp1, Set<CallKind> overHttp2) {
    this.label = label;
    this.overHttp1 = overHttp1;
    this.overHttp2 = overHttp2;
  }

  /** Whether such a call can be made so. */
  public boolean carries(CallKind kind, Request.Version version) {
    return (version == Request.Version.HTTP_2 ? overHttp2 : overHttp1).contains(kind);
  }

  /**
   * Sees that a call of the method can be made so.
   *
   * @throws Failure UNSUPPORTED_MEDIA_TYPE, naming the forms in which it can
   */
  public void check(CallMethod method, Request.Version version) {
    CallKind kind = method.kind();
    if (carries(kind, version)) {
      return;
    }
    boolean other = overHttp1.contains(kind) || overHttp2.contains(kind);
    String here = version == Request.Version.HTTP_2 ? " over HTTP/2" : " over HTTP/1.1";
    throw Failure.of(
        Reason.UNSUPPORTED_MEDIA_TYPE,
        method.label()
            + " "
            + kind.words()
            + ", which "
            + label
            + (other ? here : "")
            + " cannot carry. What can: "
            + others(kind)
            + ".");
  }

  private static String others(CallKind kind) {
    return Arrays.stream(values())
        .filter(form -> form.overHttp1.contains(kind) || form.overHttp2.contains(kind))
        .map(
            form ->
                form.label
                    + (form.overHttp1.contains(kind) || form == WEB_SOCKET ? "" : " over HTTP/2"))
        .collect(Collectors.joining(", "));
  }
}
