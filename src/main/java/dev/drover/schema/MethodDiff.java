package dev.drover.schema;

import com.google.api.AnnotationsProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What has changed for one method; sentences. */
record MethodDiff(List<String> incompatible, List<String> compatible) {
  static MethodDiff between(MethodDescriptor was, MethodDescriptor is, TypeDiffs types) {
    MethodDiff diff = new MethodDiff(new ArrayList<>(), new ArrayList<>());
    if (was.isClientStreaming() != is.isClientStreaming()) {
      diff.incompatible.add(streaming("request", is.isClientStreaming()));
    }
    if (was.isServerStreaming() != is.isServerStreaming()) {
      diff.incompatible.add(streaming("response", is.isServerStreaming()));
    }
    boolean sameRule =
        was.getOptions()
            .getExtension(AnnotationsProto.http)
            .equals(is.getOptions().getExtension(AnnotationsProto.http));
    if (!sameRule) {
      boolean hadOne = was.getOptions().hasExtension(AnnotationsProto.http);
      (hadOne ? diff.incompatible : diff.compatible).add("Its HTTP rule has changed.");
    }
    if (was.getOptions().getDeprecated() != is.getOptions().getDeprecated()) {
      diff.compatible.add(
          is.getOptions().getDeprecated() ? "It is deprecated." : "It is no longer deprecated.");
    }
    diff.addType("request", was.getInputType(), is.getInputType(), types);
    diff.addType("response", was.getOutputType(), is.getOutputType(), types);
    return diff;
  }

  private static String streaming(String side, boolean now) {
    return "Its " + side + " is " + (now ? "a stream now." : "no longer a stream.");
  }

  private void addType(String side, Descriptor was, Descriptor is, TypeDiffs types) {
    if (!was.getFullName().equals(is.getFullName())) {
      incompatible.add(
          "Its " + side + " was " + was.getFullName() + " and is " + is.getFullName() + ".");
      return;
    }
    Set<String> seen = new LinkedHashSet<>(List.of(was.getFullName()));
    Deque<TypeDiffs.Pair> next = new ArrayDeque<>(List.of(new TypeDiffs.Pair(was, is)));
    while (!next.isEmpty()) {
      TypeDiffs.TypeDiff diff = types.of(next.remove());
      diff.incompatible().stream()
          .filter(s -> !incompatible.contains(s))
          .forEach(incompatible::add);
      diff.compatible().stream().filter(s -> !compatible.contains(s)).forEach(compatible::add);
      for (TypeDiffs.Pair field : diff.fields()) {
        if (seen.add(field.was().getFullName())) {
          next.add(field);
        }
      }
    }
  }
}
