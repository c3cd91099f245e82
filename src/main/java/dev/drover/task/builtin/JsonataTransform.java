package dev.drover.task.builtin;

import dev.drover.config.Default;
import dev.drover.config.Doc;
import dev.drover.config.Length;
import dev.drover.config.Range;
import dev.drover.expression.ExpressionFailed;
import dev.drover.expression.Transformation;
import dev.drover.status.Failure;
import dev.drover.status.Reason;
import dev.drover.task.Form;
import dev.drover.task.Task;
import dev.drover.task.TaskFactory;
import dev.drover.task.Traits;
import dev.drover.task.Work;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.Map;

/** Makes other JSON of JSON, by a JSONata expression (docs.jsonata.org). */
public final class JsonataTransform implements Task {
  /** Its configuration. */
  @Doc("Makes other JSON of JSON, by a JSONata expression.")
  public record Config(
      @Doc("The expression, in JSONata.") @Length(min = 1, max = 65536) String expression,
      @Doc(
              "How many steps of the expression may be within one another. A call of a function is"
                  + " three or more.")
          @Default("500")
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
      return new JsonataTransform(Transformation.of(config.expression()), config.depth());
    }
  }

  private static final long MOST = 64 << 20;

  private final Transformation transformation;
  private final int depth;

  JsonataTransform(Transformation transformation, int depth) {
    this.transformation = transformation;
    this.depth = depth;
  }

  @Override
  public Buffer run(Buffer input, Work work) {
    Transformation.Bounds bounds = new Transformation.Bounds(depth, MOST, work::check);
    try {
      return Buffer.buffer(transformation.of(input.getBytes(), Map.of(), bounds));
    } catch (IOException broken) {
      throw Failure.of(Reason.MALFORMED, "The input is no JSON.");
    } catch (ExpressionFailed refused) {
      throw Failure.of(Reason.MALFORMED, "The input does not fit the expression of this task.")
          .note(String.valueOf(refused.getMessage()));
    }
  }
}
