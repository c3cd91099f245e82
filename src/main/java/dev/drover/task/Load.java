package dev.drover.task;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * What a node tells of itself: what it can do and how busy it is.
 *
 * @param node its address on the event bus
 * @param name what people call it
 * @param cpu its threads for tasks that compute
 * @param blocking the same for tasks that wait
 * @param tasks the names of what it does
 * @param full tasks whose queue is full, and after how many milliseconds that should be over
 * @param draining whether it takes nothing new
 */
public record Load(
    String node,
    String name,
    Crew cpu,
    Crew blocking,
    Set<String> tasks,
    Map<String, Long> full,
    boolean draining) {
  /**
   * Threads of one kind.
   *
   * @param seats how many jobs run at once
   * @param running how many do
   * @param queued how many wait
   * @param abandoned how many threads do not come back from jobs that were ended
   */
  public record Crew(int seats, int running, int queued, int abandoned) {
    JsonArray json() {
      return new JsonArray().add(seats).add(running).add(queued).add(abandoned);
    }

    static Crew of(JsonArray json) {
      return new Crew(
          json.getInteger(0), json.getInteger(1), json.getInteger(2), json.getInteger(3));
    }
  }

  public Load {
    tasks = Set.copyOf(tasks);
    full = Map.copyOf(full);
  }

  /** The threads that do such a task. */
  Crew crew(Traits traits) {
    return traits.blocking() ? blocking : cpu;
  }

  JsonObject json() {
    JsonObject waits = new JsonObject();
    full.forEach(waits::put);
    return new JsonObject()
        .put("node", node)
        .put("name", name)
        .put("cpu", cpu.json())
        .put("blocking", blocking.json())
        .put("tasks", new JsonArray(tasks.stream().sorted().toList()))
        .put("full", waits)
        .put("draining", draining);
  }

  static Load of(JsonObject json) {
    Set<String> tasks = new LinkedHashSet<>();
    json.getJsonArray("tasks").forEach(name -> tasks.add(String.valueOf(name)));
    Map<String, Long> full = new LinkedHashMap<>();
    JsonObject waits = json.getJsonObject("full");
    waits.fieldNames().forEach(name -> full.put(name, waits.getLong(name)));
    return new Load(
        json.getString("node"),
        json.getString("name"),
        Crew.of(json.getJsonArray("cpu")),
        Crew.of(json.getJsonArray("blocking")),
        tasks,
        full,
        json.getBoolean("draining"));
  }
}
