package dev.drover.codec.json;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The JSON of the messages of one version of a schema, as protobuf.dev's "ProtoJSON format" has it.
 * Each message type is planned when it is first met; nothing else is kept. Safe for all threads.
 *
 * <p>Where ProtoJSON leaves a choice, and where this differs from protobuf-java's JsonFormat, is
 * told in docs/transcoding-json.md.
 */
public final class ProtoJson {
  private final JsonOptions options;
  private final Function<String, @Nullable Descriptor> types;
  private final ConcurrentMap<Descriptor, MessageJson> messages = new ConcurrentHashMap<>();
  private final ConcurrentMap<EnumDescriptor, EnumPlan> enums = new ConcurrentHashMap<>();

  /**
   * @param options where ProtoJSON leaves a choice
   * @param types the message types that a google.protobuf.Any may hold, by full name; null for
   *     those that are not known
   */
  public ProtoJson(JsonOptions options, Function<String, @Nullable Descriptor> types) {
    this.options = options;
    this.types = types;
  }

  /** The JSON of a message type. */
  public MessageJson of(Descriptor type) {
    MessageJson known = messages.get(type);
    return known != null ? known : messages.computeIfAbsent(type, this::make);
  }

  private MessageJson make(Descriptor type) {
    return new MessageJson(this, new MessagePlan(this, type));
  }

  MessagePlan plan(Descriptor type) {
    return of(type).plan();
  }

  EnumPlan plan(EnumDescriptor type) {
    return enums.computeIfAbsent(type, EnumPlan::of);
  }

  JsonOptions options() {
    return options;
  }

  /** The plan of the type that an Any names, or null when the URL or the type is unknown. */
  @Nullable MessagePlan typeOf(String url) {
    int slash = url.lastIndexOf('/');
    Descriptor type = slash < 0 ? null : types.apply(url.substring(slash + 1));
    return type == null ? null : plan(type);
  }
}
