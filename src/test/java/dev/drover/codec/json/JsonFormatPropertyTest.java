package dev.drover.codec.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.DynamicMessage;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Random messages of random schemas: the codec and JsonFormat say the same. */
class JsonFormatPropertyTest {
  private static final int SCHEMAS = 25;
  private static final int MESSAGES = 6;

  private static final List<JsonOptions> OPTIONS =
      List.of(
          JsonOptions.CANONICAL,
          new JsonOptions(true, false, false, false, false),
          new JsonOptions(false, true, false, true, false),
          new JsonOptions(true, true, false, true, true));

  @Test
  void printsWhatJsonFormatPrints() {
    Oracle.forSeeds(
        SCHEMAS,
        random -> {
          Oracle oracle = new Oracle(random);
          for (int i = 0; i < MESSAGES; i++) {
            JsonOptions options = OPTIONS.get(random.nextInt(OPTIONS.size()));
            DynamicMessage message = random(oracle, random, true);
            String expected = Objects.requireNonNull(oracle.print(options, message));
            String actual =
                oracle.printed(options, message.getDescriptorForType(), message.toByteArray());
            Oracle.assertSameJson(actual, expected);
          }
        });
  }

  @Test
  void printsTheVeryTextWhereNumbersAndEscapesHaveOneForm() {
    Oracle.forSeeds(
        SCHEMAS,
        random -> {
          Oracle oracle = new Oracle(random);
          for (int i = 0; i < MESSAGES; i++) {
            JsonOptions options = OPTIONS.get(random.nextInt(OPTIONS.size()));
            DynamicMessage message = random(oracle, random, false);
            String actual =
                oracle.printed(options, message.getDescriptorForType(), message.toByteArray());
            assertThat(actual).isEqualTo(oracle.print(options, message));
          }
        });
  }

  @Test
  void readsWhatJsonFormatReads() {
    Oracle.forSeeds(
        SCHEMAS,
        random -> {
          Oracle oracle = new Oracle(random);
          for (int i = 0; i < MESSAGES; i++) {
            JsonOptions options = OPTIONS.get(random.nextInt(OPTIONS.size()));
            DynamicMessage message = random(oracle, random, true);
            Descriptor type = message.getDescriptorForType();
            String json = Objects.requireNonNull(oracle.print(options, message));
            DynamicMessage expected = oracle.parse(type, json, false);
            oracle.assertSame(oracle.parsed(options, type, json), Objects.requireNonNull(expected));
          }
        });
  }

  @Test
  void readsWhatItPrintsWhateverTheOptions() {
    Oracle.forSeeds(
        SCHEMAS,
        random -> {
          Oracle oracle = new Oracle(random);
          for (int i = 0; i < MESSAGES; i++) {
            JsonOptions options =
                new JsonOptions(
                    false, random.nextBoolean(), random.nextBoolean(), random.nextBoolean(), false);
            DynamicMessage message = random(oracle, random, true);
            Descriptor type = message.getDescriptorForType();
            String json = oracle.printed(options, type, message.toByteArray());
            oracle.assertSame(oracle.parsed(JsonOptions.CANONICAL, type, json), message);
          }
        });
  }

  private static DynamicMessage random(Oracle oracle, Random random, boolean odd) {
    Descriptor type = oracle.types.get(random.nextInt(oracle.types.size()));
    return oracle.messages(random, odd).of(type);
  }
}
