package dev.drover.testing;

import dev.drover.config.ConfigReader;
import dev.drover.filter.FilterFactory;
import dev.drover.schema.Schemas;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Reads configurations of filters without a gateway around them. */
public final class FilterConfigs {
  private FilterConfigs() {}

  /** The record of that JSON. */
  public static <C extends Record> C read(Class<C> type, String json) {
    return ConfigReader.plain(type, json, "test");
  }

  /** What a factory finds wrong with it: pointer and sentence. */
  public static <C extends Record> List<String> problems(FilterFactory<C> factory, String json) {
    List<String> problems = new ArrayList<>();
    factory.check(
        read(factory.config(), json),
        new Schemas(Map.of()),
        (pointer, message) -> problems.add(pointer + ": " + message));
    return problems;
  }
}
