package dev.drover.handler.paginate;

import dev.drover.exchange.Handler;
import dev.drover.handler.HandlerFactory;
import dev.drover.schema.Schemas;
import java.util.function.BiConsumer;

/** Makes {@link Paginate} handlers. */
public final class PaginateFactory implements HandlerFactory<PaginateConfig> {
  @Override
  public String name() {
    return "paginate";
  }

  @Override
  public Class<PaginateConfig> config() {
    return PaginateConfig.class;
  }

  @Override
  public void check(PaginateConfig config, Schemas schemas, BiConsumer<String, String> problems) {
    Lists.of(config, schemas, problems);
  }

  @Override
  public Handler create(PaginateConfig config, Parts parts) {
    Lists lists = Lists.of(config, parts.schemas(), (pointer, sentence) -> {});
    return new Paginate(config, parts.upstreams().apply(config.upstream()), parts.vertx(), lists);
  }
}
