package dev.drover.task.builtin;

import com.dashjoin.jsonata.JException;
import com.dashjoin.jsonata.Jsonata;
import com.fasterxml.jackson.databind.JsonNode;
import dev.drover.config.Default;
import dev.drover.config.Doc;
import dev.drover.config.Length;
import dev.drover.config.Range;
import dev.drover.status.Failure;
import dev.drover.status.Reason;
import dev.drover.task.Form;
import dev.drover.task.Task;
import dev.drover.task.TaskFactory;
import dev.drover.task.Traits;
import dev.drover.task.Work;
import io.vertx.core.buffer.Buffer;

/** Makes other JSON of JSON, by a JSONata expression (docs.jsonata.org). */
public final class JsonataTransform implements Task {
  /** Its configuration. */
  @Doc("Makes other JSON of JSON, by a JSONata expression.")
  public record Config(
      @Doc("The expression, in JSONata.") @Length(min = 1, max = 65536) String expression,
      @Doc("How deep functions of the expression may call each other.")
          @Default("200")
          @Range(min = "1", max = "1000")
          int depth) {}

  /** Makes it. */
  public static final class Factory implements TaskFactory<Config> {
    @Override
    public String name() {
      return "jsonata";
    }

    @Override
    public Class<Config> config() {
      return Config.class;
    }

    @Override
    public Traits traits() {
      return Traits.pure(Form.JSON, Form.JSON);
    }

    @Override
    public Task create(Config config) {
      try {
        Jsonata.jsonata(config.expression());
      } catch (JException wrong) {
        throw new IllegalArgumentException(
            "the expression cannot be read: " + wrong.getMessage(), wrong);
      }
      return new JsonataTransform(config);
    }
  }

  private final Config config;

  JsonataTransform(Config config) {
    this.config = config;
  }

  @Override
  public Buffer run(Buffer input, Work work) {
    JsonNode read = Json.read(input);
    Jsonata expression = Jsonata.jsonata(config.expression());
    Jsonata.Frame frame = expression.createFrame();
    frame.setRuntimeBounds(
        Math.max(1, Math.min(Integer.MAX_VALUE, work.remaining() / 1_000_000)), config.depth());
    frame.setEvaluateEntryCallback((step, value, around) -> work.check());
    try {
      Object made = expression.evaluate(Json.MAPPER.convertValue(read, Object.class), frame);
      return Json.write(made == null ? Json.MAPPER.nullNode() : made);
    } catch (JException refused) {
      work.check();
      throw Failure.of(Reason.MALFORMED, "The input does not fit the expression of this task.")
          .note(String.valueOf(refused.getMessage()));
    }
  }
}
