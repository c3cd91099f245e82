package dev.drover.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.FileDescriptor;
import dev.drover.testing.Protos;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CatalogTest {
  private static final String SHOP =
      """
      name: "shop.proto" package: "shop.v1" dependency: "money.proto"
      message_type {
        name: "Order"
        field { name: "id" number: 1 type: TYPE_STRING label: LABEL_OPTIONAL }
        field { name: "price" number: 2 type: TYPE_MESSAGE type_name: ".shop.Money"
                label: LABEL_OPTIONAL oneof_index: 0 }
        oneof_decl { name: "cost" }
        extension_range { start: 100 end: 200 }
        nested_type {
          name: "Item"
          nested_type { name: "Part" }
          extension { name: "colour" extendee: ".shop.v1.Order" number: 101 type: TYPE_INT32
                      label: LABEL_OPTIONAL }
        }
        enum_type { name: "State" value { name: "OPEN" number: 0 } }
      }
      enum_type { name: "Kind" value { name: "BOOK" number: 0 } }
      service {
        name: "Shop"
        method { name: "Buy" input_type: ".shop.v1.Order" output_type: ".shop.v1.Order" }
      }
      extension { name: "weight" extendee: ".shop.v1.Order" number: 100 type: TYPE_INT32
                  label: LABEL_OPTIONAL }
      """;
  private static final String MONEY =
      """
      name: "money.proto" package: "shop"
      message_type { name: "Money" }
      service { name: "Bank" }
      """;
  private static final String PLAIN =
      """
      name: "plain.proto"
      message_type { name: "Plain" field { name: "id" number: 1 type: TYPE_STRING } }
      """;

  private static Catalog catalog(Schema... schemas) {
    List<FileDescriptor> files = new ArrayList<>();
    for (Schema schema : schemas) {
      files.addAll(schema.files());
    }
    return new Catalog(files);
  }

  private final Schema shop = Protos.schema("shop", MONEY, SHOP, PLAIN);
  private final Catalog catalog = catalog(shop);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "shop.v1.Order",
        "shop.v1.Order.id",
        "shop.v1.Order.price",
        "shop.v1.Order.cost",
        "shop.v1.Order.Item",
        "shop.v1.Order.Item.Part",
        "shop.v1.Order.Item.colour",
        "shop.v1.Order.State",
        "shop.v1.Order.OPEN",
        "shop.v1.Kind",
        "shop.v1.BOOK",
        "shop.v1.Shop",
        "shop.v1.Shop.Buy",
        "shop.v1.weight"
      })
  void findsTheFileOfEverySymbol(String symbol) {
    assertThat(catalog.declaring(symbol)).isEqualTo(shop.file("shop.proto"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        "shop",
        "shop.v1",
        "shop.v1.",
        "shop.v1..Order",
        ".shop.v1.Order",
        "shop.v1.Order.",
        "shop.v1.Order.none",
        "shop.v1.Order.id.none",
        "shop.v1.Order.Item.Part.none",
        "shop.v1.Shop.Sell",
        "shop.v1.Shop.Buy.none",
        "shop.v1.Kind.BOOK",
        "shop.v1.OPEN",
        "shop.Order",
        "Order",
        "shop.v10.Order",
        "shop_v1.Order"
      })
  void doesNotFindWhatNobodyDeclares(String symbol) {
    assertThat(catalog.declaring(symbol)).isNull();
  }

  @Test
  void findsWhatHasNoPackage() {
    assertThat(catalog.declaring("Plain")).isEqualTo(shop.file("plain.proto"));
    assertThat(catalog.declaring("Plain.id")).isEqualTo(shop.file("plain.proto"));
  }

  @Test
  void tellsTheServicesSorted() {
    assertThat(catalog.services()).containsExactly("shop.Bank", "shop.v1.Shop");
  }

  @Test
  void findsExtensionsWhereverTheyAreDeclared() {
    assertThat(catalog.extensions("shop.v1.Order")).containsExactly(100, 101);
    assertThat(catalog.extensions("shop.Money")).isEmpty();
    assertThat(catalog.extending("shop.v1.Order", 101)).isEqualTo(shop.file("shop.proto"));
    assertThat(catalog.extending("shop.v1.Order", 102)).isNull();
    assertThat(catalog.extending("shop.Money", 100)).isNull();
  }

  @Test
  void theFirstOfSeveralIsFound() {
    Schema other = Protos.schema("other", MONEY + "message_type { name: \"Coin\" }", PLAIN);
    Catalog both = catalog(other, shop);

    assertThat(both.file("money.proto")).isEqualTo(other.file("money.proto"));
    assertThat(both.declaring("shop.Money")).isEqualTo(other.file("money.proto"));
    assertThat(both.declaring("shop.v1.Order")).isEqualTo(shop.file("shop.proto"));
    assertThat(both.services()).containsExactly("shop.Bank", "shop.v1.Shop");
  }

  @Test
  void aFileIsFollowedByTheImportsOfItsOwnSchema() {
    Schema other = Protos.schema("other", MONEY + "message_type { name: \"Coin\" }");
    FileDescriptor found = Objects.requireNonNull(catalog(other, shop).declaring("shop.v1.Order"));

    Collection<FileDescriptor> files = Catalog.withImports(found);

    assertThat(files).containsExactly(shop.file("shop.proto"), shop.file("money.proto"));
  }

  @Test
  void anImportThatSeveralFilesHaveComesOnce() {
    Schema diamond =
        Protos.schema(
            "diamond",
            "name: \"a.proto\" dependency: \"b.proto\" dependency: \"c.proto\"",
            "name: \"b.proto\" dependency: \"d.proto\"",
            "name: \"c.proto\" dependency: \"d.proto\"",
            "name: \"d.proto\"");
    FileDescriptor top = Objects.requireNonNull(diamond.file("a.proto"));

    assertThat(Catalog.withImports(top))
        .extracting(FileDescriptor::getName)
        .containsExactly("a.proto", "b.proto", "c.proto", "d.proto");
  }
}
