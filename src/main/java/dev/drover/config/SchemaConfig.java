package dev.drover.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Protobuf descriptors that are known at run time, and where they come from. */
@Doc("Protobuf descriptors known at run time, from exactly one kind of source.")
public record SchemaConfig(
    @Doc("A file with a FileDescriptorSet, as protoc --include_imports --descriptor_set_out makes.")
        Optional<String> descriptorSet,
    @Doc(".proto files, and folders of them, which are then where their imports begin.")
        List<String> proto,
    @Doc("More folders where the imports of .proto files begin.") List<String> imports,
    @Doc("The upstream whose server reflection is asked.") @Ref("upstreams")
        Optional<String> reflection,
    @Doc("How often the source is looked at for changes.")
        @Default("30s")
        @Range(min = "100ms", max = "1d")
        Duration refresh)
    implements Checked {
  /** How often a schema is refreshed that nobody configured. */
  private static final Duration REFRESH = Duration.ofSeconds(30);

  /** The schema of an upstream that answers for itself. */
  public static SchemaConfig reflected(String upstream) {
    return new SchemaConfig(Optional.empty(), List.of(), List.of(), Optional.of(upstream), REFRESH);
  }

  @Override
  public void check(Problems problems) {
    List<String> sources = new ArrayList<>();
    descriptorSet.ifPresent(any -> sources.add("descriptorSet"));
    if (!proto.isEmpty()) {
      sources.add("proto");
    }
    reflection.ifPresent(any -> sources.add("reflection"));
    if (sources.size() != 1) {
      problems.add(
          "expected exactly one of \"descriptorSet\", \"proto\" and \"reflection\", found "
              + (sources.isEmpty() ? "none" : Words.list(sources, "and")));
    }
    if (!imports.isEmpty() && proto.isEmpty()) {
      problems.at("imports").add("expected it beside \"proto\" only");
    }
  }

  /** Where it comes from, for people. */
  public String source() {
    return descriptorSet
        .or(() -> reflection.map(upstream -> "reflection of " + upstream))
        .orElseGet(() -> String.join(", ", proto));
  }
}
