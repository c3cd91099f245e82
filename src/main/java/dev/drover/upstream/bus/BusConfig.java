package dev.drover.upstream.bus;

import dev.drover.config.Checked;
import dev.drover.config.Default;
import dev.drover.config.Doc;
import dev.drover.config.Length;
import dev.drover.config.Problems;
import dev.drover.config.Range;
import dev.drover.config.Ref;
import dev.drover.config.Size;
import dev.drover.status.GrpcCode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The configuration of an upstream of protocol {@code bus}. */
@Doc("Addresses of the Vert.x event bus.")
public record BusConfig(
    @Doc(
            "The address. {service} and {method} stand for those of a gRPC call, {path} for the"
                + " path of any other request, with dots for slashes.")
        @Length(min = 1, max = 500)
        String address,
    @Doc(
            "The addresses that may be sent to, which may end in *; needed when the address has"
                + " something in braces.")
        List<String> allow,
    @Doc("Whether bodies are JsonObjects or JsonArrays, or Buffers; a gRPC message is the latter.")
        @Default("buffer")
        Form body,
    @Doc(
            "The schema by which JSON is made of the messages of gRPC calls, and which tells what"
                + " methods stream.")
        @Ref("schemas")
        Optional<String> schema,
    @Doc("Methods that stream, as package.Service/Method or *, where there is no schema.")
        List<String> streams,
    @Doc("Whether messages leave this process, to all nodes of the Vert.x cluster.")
        @Default("false")
        boolean cluster,
    @Doc("How long an answer may take, where the deadline of the request is not nearer.")
        @Default("30s")
        @Range(min = "1ms", max = "1d")
        Duration timeout,
    @Doc("How large one message may be.") @Default("4MiB") @Range(min = "1KiB", max = "1GiB")
        Size messageBytes,
    @Doc("Header fields that become headers of the message; a name may end in *.")
        @Default("[\"*\"]")
        List<String> request,
    @Doc("Headers of the reply that become header fields of the answer.") @Default("[\"*\"]")
        List<String> response,
    @Doc("What the codes of failed replies mean, where they are not those of gRPC or HTTP.")
        Map<String, GrpcCode> failures)
    implements Checked {
  /** What bodies of messages are. */
  public enum Form {
    JSON,
    BUFFER
  }

  @Override
  public void check(Problems problems) {
    if (address.indexOf('{') >= 0 && allow.isEmpty()) {
      problems
          .at("allow")
          .add(
              "expected the addresses that may be sent to, since \"address\" has"
                  + " something in braces");
    }
    for (String code : failures.keySet()) {
      if (!code.matches("-?\\d{1,9}")) {
        problems.at("failures").add("expected numbers as keys, found \"" + code + "\"");
      }
    }
  }

  /** Whether that address may be sent to. */
  boolean allows(String to) {
    return allow.isEmpty() ? to.equals(address) : matches(allow, to);
  }

  static boolean matches(List<String> patterns, String text) {
    return patterns.stream()
        .anyMatch(
            pattern ->
                pattern.endsWith("*")
                    ? text.startsWith(pattern.substring(0, pattern.length() - 1))
                    : text.equals(pattern));
  }
}
