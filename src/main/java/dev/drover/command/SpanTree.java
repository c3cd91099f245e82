package dev.drover.command;

import com.google.protobuf.ByteString;
import dev.drover.command.otlp.Attribute;
import dev.drover.command.otlp.Export;
import dev.drover.command.otlp.Span;
import dev.drover.command.otlp.Value;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Spans as lines: the traces they belong to, in each the spans below those they are part of, with
 * how long they took and what is worth knowing of them.
 */
final class SpanTree {
  private static final String INDENT = "  ";
  private static final double NANOS_IN_MILLI = 1e6;
  private static final Set<String> UNTOLD =
      Set.of(
          "rpc.system.name",
          "rpc.method",
          "http.request.method",
          "url.scheme",
          "url.path",
          "client.address",
          "network.peer.address",
          "network.peer.port",
          "network.protocol.version",
          "user_agent.original");

  private final Map<ByteString, List<Span>> parts = new HashMap<>();
  private final List<List<String>> rows = new ArrayList<>();

  private SpanTree() {}

  /** Prints what was sent together. A span whose parent is elsewhere stands at the left. */
  static void print(Export export, PrintWriter out) {
    Map<ByteString, List<Span>> traces =
        export.getResourceSpansList().stream()
            .flatMap(resource -> resource.getScopeSpansList().stream())
            .flatMap(scope -> scope.getSpansList().stream())
            .sorted(Comparator.comparingLong(Span::getStartTimeUnixNano))
            .collect(
                Collectors.groupingBy(Span::getTraceId, LinkedHashMap::new, Collectors.toList()));
    traces.forEach(
        (id, spans) -> {
          out.println("trace " + HexFormat.of().formatHex(id.toByteArray()));
          Columns.print(new SpanTree().rows(spans), out);
        });
    out.flush();
  }

  private List<List<String>> rows(List<Span> spans) {
    Set<ByteString> known = spans.stream().map(Span::getSpanId).collect(Collectors.toSet());
    List<Span> first = new ArrayList<>();
    for (Span span : spans) {
      if (known.contains(span.getParentSpanId())) {
        parts.computeIfAbsent(span.getParentSpanId(), parent -> new ArrayList<>()).add(span);
      } else {
        first.add(span);
      }
    }
    first.forEach(span -> add(span, INDENT));
    return rows;
  }

  /** Adds it and its parts; each once, whatever ids there are. */
  private void add(Span span, String indent) {
    double millis = (span.getEndTimeUnixNano() - span.getStartTimeUnixNano()) / NANOS_IN_MILLI;
    rows.add(
        List.of(
            indent + span.getName(),
            String.format(Locale.ROOT, "%.1f ms", millis),
            span.getAttributesList().stream()
                .filter(attribute -> !UNTOLD.contains(attribute.getKey()))
                .map(SpanTree::text)
                .sorted()
                .collect(Collectors.joining(" "))));
    List<Span> below = parts.remove(span.getSpanId());
    if (below != null) {
      below.forEach(part -> add(part, indent + INDENT));
    }
  }

  private static String text(Attribute attribute) {
    Value value = attribute.getValue();
    return attribute.getKey()
        + "="
        + switch (value.getValueCase()) {
          case TEXT -> value.getText();
          case TRUTH -> value.getTruth();
          case WHOLE -> value.getWhole();
          case NUMBER -> value.getNumber();
          case VALUE_NOT_SET -> "";
        };
  }
}
