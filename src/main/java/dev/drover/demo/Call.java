package dev.drover.demo;

import com.google.protobuf.Message;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Something to try: it is printed as a shell command, and it can be made.
 *
 * @param title what it shows
 * @param door which port it goes to
 * @param version how it speaks
 * @param target path and query
 * @param headers in the order in which they are printed
 * @param content what it sends
 * @param times how often it is made, one after the other
 * @param view what the printed command shows of the answer
 * @param expectation what the answers must be
 */
record Call(
    String title,
    Door door,
    HttpVersion version,
    HttpMethod method,
    String target,
    Map<String, String> headers,
    Content content,
    int times,
    View view,
    Expectation expectation) {

  /** A port of the gateway. */
  enum Door {
    LISTENER,
    ADMIN
  }

  /** What is of interest in an answer. */
  enum View {
    /** Head and content. */
    ALL,
    /** Content, as it comes. */
    STREAM,
    /** The status. */
    STATUS,
    /** How long the content is. */
    LENGTH
  }

  Call {
    headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
  }

  /** An HTTP call, once, without content. */
  static Call of(String title, HttpMethod method, String target, Expectation expectation) {
    return new Call(
        title,
        Door.LISTENER,
        HttpVersion.HTTP_1_1,
        method,
        target,
        Map.of(),
        Content.none(),
        1,
        View.ALL,
        expectation);
  }

  /** A GET. */
  static Call get(String title, String target, Expectation expectation) {
    return of(title, HttpMethod.GET, target, expectation);
  }

  /** A GET to the admin port. */
  static Call admin(String title, String target, Expectation expectation) {
    return get(title, target, expectation).through(Door.ADMIN).showing(View.STREAM);
  }

  /** A gRPC call of any kind. */
  static Call grpc(String title, String method, Expectation expectation, Message... messages) {
    return of(title, HttpMethod.POST, "/" + method, expectation)
        .over(HttpVersion.HTTP_2)
        .with("content-type", "application/grpc")
        .with("te", "trailers")
        .sending(Content.frames(messages));
  }

  Call through(Door other) {
    return new Call(
        title, other, version, method, target, headers, content, times, view, expectation);
  }

  Call over(HttpVersion other) {
    return new Call(title, door, other, method, target, headers, content, times, view, expectation);
  }

  Call with(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new Call(title, door, version, method, target, more, content, times, view, expectation);
  }

  Call sending(Content other) {
    return new Call(title, door, version, method, target, headers, other, times, view, expectation);
  }

  Call repeated(int number) {
    return new Call(
        title, door, version, method, target, headers, content, number, view, expectation);
  }

  Call showing(View other) {
    return new Call(
        title, door, version, method, target, headers, content, times, other, expectation);
  }

  /** Whether it asks for another protocol and so never ends by itself. */
  boolean upgrades() {
    return headers.containsKey("upgrade");
  }
}
