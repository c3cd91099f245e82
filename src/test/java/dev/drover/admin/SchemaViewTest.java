package dev.drover.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.schema.Schema;
import dev.drover.testing.Protos;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class SchemaViewTest {
  private static final String SHOP =
      """
      name: "shop.proto" package: "shop"
      message_type { name: "Order" }
      service {
        name: "Shop"
        method { name: "Sell" input_type: ".shop.Order" output_type: ".shop.Order" }
        method { name: "Buy" input_type: ".shop.Order" output_type: ".shop.Order" }
      }
      """;
  private static final Instant LOADED = Instant.parse("2026-11-20T08:15:00Z");

  @Test
  void tellsWhatASchemaHas() {
    Schema schema = Protos.schema("shop", SHOP);

    SchemaView view =
        SchemaView.of(
            schema, "shop.binpb", LOADED, LOADED.plusSeconds(61), "", List.of("It is new."));

    assertThat(view)
        .isEqualTo(
            new SchemaView(
                "shop",
                "shop.binpb",
                schema.version(),
                "2026-11-20T08:15:00Z",
                61,
                "",
                List.of(new SchemaView.Service("shop.Shop", List.of("Sell", "Buy"))),
                List.of("It is new.")));
    assertThat(view.present()).isTrue();
    assertThat(SchemaView.absent("shop", "shop.binpb", "No.").present()).isFalse();
  }

  @Test
  void anotherVersionHasAnotherHash() {
    String version = Protos.schema("shop", SHOP).version();

    assertThat(version).matches("[0-9a-f]{12}");
    assertThat(Protos.schema("another", SHOP).version()).isEqualTo(version);
    assertThat(Protos.schema("shop", SHOP.replace("Buy", "Try")).version()).isNotEqualTo(version);
  }
}
