package dev.drover.handler.transcode;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.drover.exchange.Handler;
import dev.drover.handler.HandlerFactory;
import dev.drover.schema.Derived;
import dev.drover.schema.LiveSchema;
import dev.drover.schema.Schemas;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/** Makes {@link Transcode} handlers. */
public final class TranscodeFactory implements HandlerFactory<TranscodeConfig> {
  @Override
  public String name() {
    return "transcode";
  }

  @Override
  public Class<TranscodeConfig> config() {
    return TranscodeConfig.class;
  }

  @Override
  public void check(TranscodeConfig config, Schemas schemas, BiConsumer<String, String> problems) {
    Optional<LiveSchema> schema = schemas.of(config.schema(), config.upstream());
    if (schema.isEmpty()) {
      problems.accept(
          "/schema",
          "expected the name of a schema, since there are several and none is the reflection of \""
              + config.upstream()
              + "\"");
      return;
    }
    Derived<Transcoding> derived =
        schema.get().derive(config, version -> Transcoding.of(config, version));
    if (!derived.problem().isEmpty()) {
      problems.accept("", derived.problem());
    }
  }

  @Override
  public Optional<Supplier<ObjectNode>> api(TranscodeConfig config, Schemas schemas, String title) {
    return schemas
        .of(config.schema(), config.upstream())
        .flatMap(schema -> Transcode.api(config, schema, title));
  }

  @Override
  public Handler create(TranscodeConfig config, Parts parts) {
    LiveSchema schema = parts.schemas().of(config.schema(), config.upstream()).orElseThrow();
    return new Transcode(config, parts.upstreams().apply(config.upstream()), schema);
  }
}
