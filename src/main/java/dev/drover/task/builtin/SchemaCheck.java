package dev.drover.task.builtin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaException;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import dev.drover.config.Default;
import dev.drover.config.Doc;
import dev.drover.config.Range;
import dev.drover.task.Form;
import dev.drover.task.Task;
import dev.drover.task.TaskFactory;
import dev.drover.task.Traits;
import dev.drover.task.Work;
import io.vertx.core.buffer.Buffer;
import java.util.Locale;
import java.util.Set;

/** Whether JSON fits a JSON Schema (draft 2020-12), and where it does not. Nothing is fetched. */
public final class SchemaCheck implements Task {
  /** Its configuration. */
  @Doc("Whether JSON fits a JSON Schema (draft 2020-12), and where it does not.")
  public record Config(
      @Doc("The schema. What it refers to must be in it.") JsonNode schema,
      @Doc("How many errors are told.") @Default("100") @Range(min = "1", max = "10000")
          int errors) {}

  /** Makes it. */
  public static final class Factory implements TaskFactory<Config> {
    @Override
    public String name() {
      return "jsonSchema";
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
      JsonSchemaFactory schemas =
          JsonSchemaFactory.getInstance(
              SpecVersion.VersionFlag.V202012,
              builder ->
                  builder.schemaLoaders(
                      loaders ->
                          loaders.add(
                              iri -> {
                                throw new JsonSchemaException(iri + " is not fetched");
                              })));
      SchemaValidatorsConfig how =
          SchemaValidatorsConfig.builder().locale(Locale.ENGLISH).preloadJsonSchema(true).build();
      try {
        return new SchemaCheck(schemas.getSchema(config.schema(), how), config.errors());
      } catch (RuntimeException wrong) {
        throw new IllegalArgumentException(
            "the schema cannot be used: " + wrong.getMessage(), wrong);
      }
    }
  }

  private final JsonSchema schema;
  private final int most;

  SchemaCheck(JsonSchema schema, int most) {
    this.schema = schema;
    this.most = most;
  }

  @Override
  public Buffer run(Buffer input, Work work) {
    JsonNode read = Json.read(input);
    work.check();
    Set<ValidationMessage> wrong = schema.validate(read);
    ObjectNode result = Json.object().put("valid", wrong.isEmpty());
    ArrayNode errors = result.putArray("errors");
    wrong.stream()
        .limit(most)
        .forEach(
            one ->
                errors
                    .addObject()
                    .put("at", one.getInstanceLocation().toString())
                    .put("error", one.getMessage()));
    return Json.write(result);
  }
}
