package dev.drover.filter.shape;

import dev.drover.config.Checked;
import dev.drover.config.Doc;
import dev.drover.config.FieldName;
import dev.drover.config.Pattern;
import dev.drover.config.Problems;
import dev.drover.exchange.Filter;
import dev.drover.filter.FilterFactory;
import io.vertx.core.MultiMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Decides which header fields pass. Example: {@code {"headers": {"request": {"deny":
 * ["x-internal-*"]}, "response": {"allow": ["cache-control", "etag"]}}}}.
 */
public final class Fields {
  /** Its configuration. */
  @Doc("Which header fields pass, and under which names.")
  public record Config(
      @Doc("Those of the request, before it goes upstream.") Side request,
      @Doc("Those of the answer; its trailers pass as they are.") Side response) {}

  /** What is done on one side, in this order. */
  @Doc("What is done with header fields, in this order. Those that frame a message always pass.")
  public record Side(
      @Doc(
              "Only these pass, besides content-*, grpc-* and what frames a message; x-* for all that"
                  + " begin so.")
          List<String> allow,
      @Doc("These do not pass; x-* for all that begin so.") List<String> deny,
      @Doc("New names by old ones; fields that have the new name already are replaced.")
          Map<String, String> rename,
      @Doc("Fields with the value that replaces theirs.")
          @Pattern(value = "[\\t\\x20-\\x7E]*", expected = "visible ASCII characters and spaces")
          Map<String, String> set,
      @Doc("Fields with a value that is added to theirs.")
          @Pattern(value = "[\\t\\x20-\\x7E]*", expected = "visible ASCII characters and spaces")
          Map<String, String> add)
      implements Checked {
    @Override
    public void check(Problems problems) {
      FieldNames.check(allow, problems.at("allow"));
      FieldNames.check(deny, problems.at("deny"));
      FieldNames.check(rename.keySet(), problems.at("rename"));
      FieldNames.check(rename.values(), problems.at("rename"));
      FieldNames.check(set.keySet(), problems.at("set"));
      FieldNames.check(add.keySet(), problems.at("add"));
    }
  }

  /** Makes them. */
  public static final class Factory implements FilterFactory<Config> {
    @Override
    public String name() {
      return "headers";
    }

    @Override
    public Class<Config> config() {
      return Config.class;
    }

    @Override
    public Filter create(Config config, Parts parts) {
      Fields request = new Fields(config.request());
      Fields response = new Fields(config.response());
      return (exchange, next) -> {
        request.change(exchange.head().headers());
        return next.handle(exchange)
            .map(
                answer -> {
                  response.change(answer.headers());
                  return answer;
                });
      };
    }
  }

  private final Side side;
  private final boolean all;
  private final FieldNames allowed;
  private final FieldNames denied;

  Fields(Side side) {
    this.side = side;
    this.all = side.allow().isEmpty();
    this.allowed = new FieldNames(side.allow());
    this.denied = new FieldNames(side.deny());
  }

  void change(MultiMap headers) {
    if (!all || !side.deny().isEmpty()) {
      for (String name : List.copyOf(headers.names())) {
        if (!passes(name.toLowerCase(Locale.ROOT))) {
          headers.remove(name);
        }
      }
    }
    side.rename()
        .forEach(
            (old, name) -> {
              List<String> values = List.copyOf(headers.getAll(old));
              if (!values.isEmpty()) {
                headers.remove(old);
                headers.set(name, values);
              }
            });
    side.set().forEach(headers::set);
    side.add().forEach(headers::add);
  }

  private boolean passes(String name) {
    if (FieldName.FRAMING.contains(name)) {
      return true;
    }
    boolean listed =
        all || allowed.hold(name) || name.startsWith("content-") || name.startsWith("grpc-");
    return listed && !denied.hold(name);
  }
}
