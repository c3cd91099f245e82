package dev.drover.codec.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drover.status.Failure;
import dev.drover.status.Reason;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonItemsTest {
  private static final String[] MEMBERS = {
    "{\"a\":1}", "{\"b\":\"}]{[,\\\"\"}", "\"x,y\"", "12", "true", "{\"c\":{\"d\":[1,{}]}}", "null"
  };

  private final List<String> items = new ArrayList<>();

  @Test
  void takesAnArrayApartHoweverItIsCut() {
    everyCut("[" + String.join(",", MEMBERS) + "]");
    everyCut(" [ " + String.join(" ,\n", MEMBERS) + "\t] \n");
  }

  @Test
  void takesLinesApartHoweverTheyAreCut() {
    everyCut(String.join("\n", MEMBERS));
    everyCut(String.join("\r\n", MEMBERS) + "\n\n");
  }

  private void everyCut(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    for (int first = 0; first <= bytes.length; first++) {
      for (int second = first; second <= bytes.length; second++) {
        items.clear();
        JsonItems reader = new JsonItems(1000);
        feed(reader, bytes, 0, first);
        feed(reader, bytes, first, second);
        feed(reader, bytes, second, bytes.length);
        reader.end(this::add);
        assertThat(items).as("cut at %d and %d", first, second).containsExactly(MEMBERS);
      }
    }
  }

  @Test
  void anEmptyStreamAndAnEmptyArrayHaveNoItems() {
    for (String text : List.of("", " \n", "[]", " [ ] ")) {
      read(text);
    }
    assertThat(items).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[1", "[1,", "[{}{}]", "[1 2]", "[1]]", "[1],", "{\"a\":", "\"a", ",1", "[,1]", "]"
      })
  void refusesWhatIsNoSeriesOfItems(String text) {
    assertThatThrownBy(() -> read(text))
        .isInstanceOfSatisfying(
            Failure.class, failure -> assertThat(failure.reason()).isEqualTo(Reason.MALFORMED));
  }

  @Test
  void givesItemsAsTheyCome() {
    JsonItems reader = new JsonItems(1000);
    reader.feed(Buffer.buffer("{\"a\":1}\n{\"b\""), this::add);
    assertThat(items).containsExactly("{\"a\":1}");
    reader.feed(Buffer.buffer(":2}"), this::add);
    assertThat(items).containsExactly("{\"a\":1}", "{\"b\":2}");
  }

  @Test
  void boundsAnItemWhetherItComesAtOnceOrInPieces() {
    assertThatThrownBy(() -> new JsonItems(5).feed(Buffer.buffer("{\"a\":1}"), this::add))
        .hasMessage("Item 1 of the stream has 7 bytes or more; 5 are allowed here.");
    JsonItems reader = new JsonItems(5);
    reader.feed(Buffer.buffer("[[1],[222"), this::add);
    assertThatThrownBy(() -> reader.feed(Buffer.buffer("2222"), this::add))
        .isInstanceOfSatisfying(
            Failure.class, failure -> assertThat(failure.reason()).isEqualTo(Reason.TOO_LARGE));
    assertThat(items).containsExactly("[1]");
  }

  private void read(String text) {
    JsonItems reader = new JsonItems(1000);
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    feed(reader, bytes, 0, bytes.length);
    reader.end(this::add);
  }

  private void feed(JsonItems reader, byte[] bytes, int from, int to) {
    reader.feed(Buffer.buffer(java.util.Arrays.copyOfRange(bytes, from, to)), this::add);
  }

  private void add(byte[] bytes, int offset, int length) {
    items.add(new String(bytes, offset, length, StandardCharsets.UTF_8));
  }
}
