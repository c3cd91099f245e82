package dev.drover.filter.shape;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.PathType;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.SpecVersionDetector;
import com.networknt.schema.ValidationMessage;
import dev.drover.status.Failure;
import dev.drover.status.Reason;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What JSON must keep to: bounds, and a schema if there is one. Immutable, for all threads. */
final class JsonRules {
  private final ObjectMapper mapper;
  private final @Nullable JsonSchema schema;

  private JsonRules(ObjectMapper mapper, @Nullable JsonSchema schema) {
    this.mapper = mapper;
    this.schema = schema;
  }

  /**
   * Those of a configuration; reads its file.
   *
   * @throws IllegalArgumentException with a sentence, when there is no schema where one should be
   */
  static JsonRules of(JsonBody.Config config) {
    int most = (int) config.bytes().bytes();
    StreamReadConstraints bounds =
        StreamReadConstraints.builder()
            .maxNestingDepth(config.depth())
            .maxTokenCount(config.tokens())
            .maxStringLength(most)
            .maxNameLength(most)
            .maxNumberLength(1000)
            .build();
    ObjectMapper mapper =
        new ObjectMapper(
                JsonFactory.builder()
                    .streamReadConstraints(bounds)
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);
    return new JsonRules(mapper, schema(config));
  }

  private static @Nullable JsonSchema schema(JsonBody.Config config) {
    JsonNode node = config.schema().orElse(null);
    if (config.file().isPresent()) {
      try {
        node = new ObjectMapper().readTree(Files.readString(Path.of(config.file().get())));
      } catch (JsonProcessingException wrong) {
        throw new IllegalArgumentException(
            "the file is not JSON at line "
                + wrong.getLocation().getLineNr()
                + ", column "
                + wrong.getLocation().getColumnNr());
      } catch (IOException unreadable) {
        throw new IllegalArgumentException("the file cannot be read: " + unreadable);
      }
    }
    return node == null ? null : compile(node);
  }

  /** Fetches nothing: what it refers to must be in it. */
  private static JsonSchema compile(JsonNode node) {
    SpecVersion.VersionFlag draft =
        SpecVersionDetector.detectOptionalVersion(node, false)
            .orElse(SpecVersion.VersionFlag.V202012);
    SchemaValidatorsConfig options =
        SchemaValidatorsConfig.builder()
            .pathType(PathType.JSON_POINTER)
            .locale(Locale.ROOT)
            .preloadJsonSchema(true)
            .build();
    try {
      JsonSchema schema =
          JsonSchemaFactory.getInstance(
                  draft, factory -> factory.schemaLoaders(loaders -> loaders.add(NO_LOADER)))
              .getSchema(node, options);
      schema.initializeValidators();
      return schema;
    } catch (RuntimeException wrong) {
      throw new IllegalArgumentException("this is no JSON Schema: " + wrong.getMessage());
    }
  }

  private static final com.networknt.schema.resource.SchemaLoader NO_LOADER =
      iri -> {
        throw new IllegalArgumentException("it refers to " + iri + ", which is not in it");
      };

  /** Looks at a content to its end. */
  void check(byte[] content) {
    check(content, () -> {});
  }

  /**
   * Looks at a content.
   *
   * @param wanted called now and then; what it throws ends it
   * @throws Failure MALFORMED, with what is wrong with which field; TOO_LARGE when a bound is
   *     passed
   */
  void check(byte[] content, Runnable wanted) {
    JsonNode node;
    try {
      node = mapper.readTree(read(content, wanted));
    } catch (StreamConstraintsException beyond) {
      throw Failure.of(
          Reason.TOO_LARGE, "The JSON has more, or more within one another, than is allowed here.");
    } catch (JsonProcessingException wrong) {
      throw Failure.of(
          Reason.MALFORMED,
          "The content is not the JSON that is taken here, at line "
              + wrong.getLocation().getLineNr()
              + ", column "
              + wrong.getLocation().getColumnNr()
              + ".");
    } catch (IOException impossible) {
      throw Failure.from(impossible);
    }
    if (node == null || node.isMissingNode()) {
      throw Failure.of(Reason.MALFORMED, "There is no JSON in the content.");
    }
    if (schema != null) {
      wanted.run();
      fits(schema, node);
    }
  }

  private static InputStream read(byte[] content, Runnable wanted) {
    return new ByteArrayInputStream(content) {
      @Override
      public synchronized int read(byte[] to, int offset, int length) {
        wanted.run();
        return super.read(to, offset, length);
      }
    };
  }

  private static void fits(JsonSchema schema, JsonNode node) {
    Violations violations = new Violations();
    for (ValidationMessage message : schema.validate(node)) {
      violations.add(message.getInstanceLocation().toString(), message.getError());
    }
    if (!violations.none()) {
      throw violations.failure("The content does not fit what is taken here.");
    }
  }
}
