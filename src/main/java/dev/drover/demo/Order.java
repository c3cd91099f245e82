package dev.drover.demo;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * An order. The same number always gives the same order.
 *
 * @param cents the price of all pieces
 */
record Order(
    int id, String customer, String item, int quantity, int cents, String state, Instant placed) {
  /** How many there are. */
  static final int COUNT = 300;

  private static final Instant FIRST = Instant.parse("2026-01-05T08:00:00Z");
  private static final List<String> CUSTOMERS =
      List.of("Aino Virtanen", "Bola Adeyemi", "Chen Wei", "Dalia Haddad", "Émile Roy");
  private static final List<String> ITEMS =
      List.of("saddle", "lasso", "canteen", "bedroll", "branding iron", "fence wire", "bell");
  private static final List<Integer> CENTS = List.of(48900, 3950, 1875, 7600, 5425, 2210, 990);
  private static final List<String> STATES = List.of("placed", "packed", "shipped", "delivered");

  /** The order of a number from 1 to {@link #COUNT}, else nothing. */
  static Optional<Order> of(int id) {
    if (id < 1 || id > COUNT) {
      return Optional.empty();
    }
    int item = id % ITEMS.size();
    int quantity = 1 + id % 4;
    return Optional.of(
        new Order(
            id,
            CUSTOMERS.get(id % CUSTOMERS.size()),
            ITEMS.get(item),
            quantity,
            quantity * CENTS.get(item),
            STATES.get(id % STATES.size()),
            FIRST.plus(Duration.ofMinutes(37L * id))));
  }

  JsonObject toJson() {
    return new JsonObject()
        .put("id", id)
        .put("customer", customer)
        .put("item", item)
        .put("quantity", quantity)
        .put("cents", cents)
        .put("state", state)
        .put("placed", placed);
  }
}
