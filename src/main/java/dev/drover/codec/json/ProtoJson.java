package dev.drover.codec.json;

import com.google.protobuf.Descriptors.Descriptor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

public final class ProtoJson {
  final Function<String, @Nullable Descriptor> types;

  public ProtoJson(JsonOptions options, Function<String, @Nullable Descriptor> types) {
    this.types = types;
  }

  public MessageJson of(Descriptor type) {
    return new MessageJson(type);
  }
}
