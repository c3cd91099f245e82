package dev.drover.handler.transcode;

import com.google.api.HttpRule;
import com.google.protobuf.Descriptors.MethodDescriptor;
import dev.drover.codec.json.MessageTooLarge;
import dev.drover.codec.json.ProtoJson;
import dev.drover.codec.json.WireWriter;
import dev.drover.schema.Binding;
import dev.drover.schema.BindingTable;
import dev.drover.schema.Bindings;
import dev.drover.schema.InvalidSchema;
import dev.drover.schema.Schema;
import dev.drover.status.Failure;
import dev.drover.status.Reason;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The request messages of one method, made of what GETs say: by the HTTP rule of the method that
 * fits the path, else by the query alone. Immutable, for all threads.
 */
public final class GetMessages {
  private static final TranscodeConfig.Query QUERY =
      new TranscodeConfig.Query(TranscodeConfig.Unknown.REJECT, List.of(), 1000);
  private static final int MOST = 1 << 20;

  private final BindingTable table;
  private final ProtoJson json;
  private final Binding byQuery;
  private final FieldNames names = new FieldNames();

  private GetMessages(BindingTable table, Binding byQuery, ProtoJson json) {
    this.table = table;
    this.byQuery = byQuery;
    this.json = json;
  }

  /** Those of a method of a version of a schema. */
  public static GetMessages of(Schema schema, MethodDescriptor method, ProtoJson json)
      throws InvalidSchema {
    String path = "/" + method.getService().getFullName() + "/" + method.getName();
    HttpRule plain = HttpRule.newBuilder().setSelector(method.getFullName()).setGet(path).build();
    BindingTable table =
        BindingTable.of(
            bindings(schema, method, List.of())
                .filter(binding -> binding.verb().equals("GET") || binding.verb().equals("*"))
                .filter(binding -> binding.body() instanceof Binding.NoContent)
                .toList());
    Binding byQuery = bindings(schema, method, List.of(plain)).findFirst().orElseThrow();
    return new GetMessages(table, byQuery, json);
  }

  private static Stream<Binding> bindings(
      Schema schema, MethodDescriptor method, List<HttpRule> rules) throws InvalidSchema {
    List<String> service = List.of(method.getService().getFullName());
    return Bindings.of(schema, service, rules, false).stream()
        .filter(binding -> binding.method().equals(method));
  }

  /**
   * The bytes of the message.
   *
   * @param target path and query
   * @throws Failure MALFORMED when a field is not there, or a value is none of it
   */
  public byte[] message(String target) {
    int mark = target.indexOf('?');
    String path = mark < 0 ? target : target.substring(0, mark);
    @Nullable String query = mark < 0 ? null : target.substring(mark + 1);
    BindingTable.Match match = table.match("GET", path);
    if (match instanceof BindingTable.Malformed malformed) {
      throw Failure.of(Reason.MALFORMED, malformed.reason());
    }
    WireWriter out = new WireWriter(MOST);
    try {
      if (match instanceof BindingTable.Found found) {
        fields(found.binding(), out).write(found.values(), query);
      } else {
        fields(byQuery, out).write(List.of(), query);
      }
    } catch (MessageTooLarge large) {
      throw Failure.of(Reason.TOO_LARGE, "The message has more than " + large.limit() + " bytes.");
    }
    return out.toByteArray();
  }

  private RequestFields fields(Binding binding, WireWriter out) {
    return new RequestFields(new BoundMethod(binding, json, names), QUERY, out);
  }
}
