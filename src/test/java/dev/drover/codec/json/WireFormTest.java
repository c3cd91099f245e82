package dev.drover.codec.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.InvalidProtocolBufferException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the codec makes of wire bytes, given in hexadecimal digits. */
class WireFormTest {
  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex.replace(" ", ""));
  }

  private static String all(String hex) {
    return Sample.printed(JsonOptions.CANONICAL, bytes(hex));
  }

  private static String old(byte[] wire) {
    return new String(
        Sample.codec(JsonOptions.CANONICAL).of(Sample.OLD).print(wire), StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0a0161 0a0162|{\"s\":\"b\"}",
        "1005 1000|{}",
        "62020102 6003 620104|{\"ri\":[1,2,3,4]}",
        "6001 1007 6002|{\"i32\":7,\"ri\":[1,2]}",
        "1007 0a0161|{\"s\":\"a\",\"i32\":7}",
        "72030a0161 1001 72021001|{\"i32\":1,\"sub\":{\"s\":\"a\",\"n\":\"1\"}}",
        "9a030161 a00305|{\"pickI\":5}",
        "a00305 9a030161 1001|{\"i32\":1,\"pickS\":\"a\"}",
        "aa03030a0161 aa03021001|{\"pickSub\":{\"s\":\"a\",\"n\":\"1\"}}",
        "aa03030a0161 a00305 aa03021001|{\"pickSub\":{\"n\":\"1\"}}",
        "e203060a016112017a e203060a0162120179 e203060a0161120178|{\"m\":{\"a\":\"x\",\"b\":\"y\"}}",
        "e20300|{\"m\":{\"\":\"\"}}",
        "ea0300|{\"mi\":{\"0\":{}}}",
        "8a0c0101 1001 f83f05|{\"i32\":1}",
        "1d01000000 1001|{\"i32\":1}",
        "5000 5a0162 5002|{\"color\":\"GREEN\",\"rs\":[\"b\"]}",
        "6a00|{}"
      })
  void fieldsMayComeInAnyOrderAndForm(String hex, String json) {
    assertThat(all(hex)).isEqualTo(json);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0a|The message ends in the middle of a field.",
        "0a05 61|The message ends in the middle of a field.",
        "0affffffffff7f|The message ends in the middle of a field.",
        "10|The message ends in the middle of a field.",
        "10ffffffffffffffffffff01|The message has a number of more than ten bytes.",
        "0001|The message has a tag without a field number.",
        "0f|The message has a field of wire type 7.",
        "0c|The message has a field of wire type 4.",
        "ffffffffff01|The message has a tag of more than 32 bits.",
        "0b14|The message has a group that ends as another one.",
        "0a01ff|The field s is a text that is not UTF-8.",
        "7204 0a05 6161|The field sub ends in the middle of a field.",
        "62028001 80|The message ends in the middle of a field.",
        "620180|The field ri[0] ends in the middle of a field.",
        "ea0302 1205|The field mi ends in the middle of a field."
      })
  void refusesMalformedBytes(String hex, String message) {
    assertThatThrownBy(() -> all(hex)).isInstanceOf(MalformedMessage.class).hasMessage(message);
  }

  @Test
  void refusesEndlessGroups() {
    assertThatThrownBy(() -> all("0b".repeat(5000)))
        .isInstanceOf(MalformedMessage.class)
        .hasMessage("The message is nested deeper than 100 messages.");
  }

  @Test
  void closedEnumsGroupsAndTextsOfProto2() throws InvalidProtocolBufferException {
    String json =
        "{\"kind\":\"B\",\"kinds\":[\"A\",\"B\"],\"result\":[{\"url\":\"u\"},{}],\"name\":\"n\"}";
    byte[] document = json.getBytes(StandardCharsets.UTF_8);
    WireWriter out = new WireWriter(1000);
    Sample.codec(JsonOptions.CANONICAL).of(Sample.OLD).parse(document, 0, document.length, out);
    assertThat(Sample.message(Sample.OLD, out).getUnknownFields().asMap()).isEmpty();
    assertThat(old(out.toByteArray())).isEqualTo(json);
    assertThat(old(bytes("0804 0809 1003 1009"))).isEqualTo("{\"kind\":\"B\",\"kinds\":[\"A\"]}");
    assertThat(old(bytes("1009 12020907"))).isEqualTo("{}");
    assertThat(old(bytes("2a050a0161100a 2a050a01621004"))).isEqualTo("{\"byName\":{\"b\":\"B\"}}");
    assertThat(old(bytes("2201ff"))).isEqualTo("{\"name\":\"\ufffd\"}");
    byte[] unknown = "{\"kind\":9}".getBytes(StandardCharsets.UTF_8);
    assertThatThrownBy(
            () ->
                Sample.codec(JsonOptions.CANONICAL)
                    .of(Sample.OLD)
                    .parse(unknown, 0, unknown.length, out))
        .hasMessageContaining("must be a value of sample.old.Kind, but is the number 9");
  }

  @Test
  void aWriterFillsInLengthsOfAnySize() {
    WireWriter out = new WireWriter(1 << 20);
    out.varint(10);
    int outer = out.begin();
    for (int i = 0; i < 200; i++) {
      out.varint(10);
      int inner = out.begin();
      out.raw(new byte[i], 0, i);
      out.end(inner);
    }
    out.end(outer);
    WireReader in = new WireReader(out.array(), 0, out.length());
    assertThat(in.tag()).isEqualTo(10);
    assertThat(in.length()).isEqualTo(out.length() - in.position());
    for (int i = 0; i < 200; i++) {
      in.tag();
      assertThat(in.length()).isEqualTo(i);
      in.skipTo(in.position() + i);
    }
    assertThat(in.more()).isFalse();
  }

  @Test
  void aWriterIsUsedAgain() {
    WireWriter out = new WireWriter(10);
    out.text("12345678");
    assertThatThrownBy(() -> out.raw(new byte[2], 0, 2)).isInstanceOf(MessageTooLarge.class);
    out.reset();
    out.varint(-1);
    assertThat(out.length()).isEqualTo(10);
    assertThatThrownBy(() -> out.raw(0)).isInstanceOf(MessageTooLarge.class);
    out.truncate(1);
    assertThat(out.toByteArray()).hasSize(1);
  }

  @Test
  void aWriterRefusesHalfOfASurrogatePair() {
    assertThatThrownBy(() -> new WireWriter(10).text("a\ud800"))
        .isInstanceOf(InvalidJson.class)
        .hasMessage("The message holds half of a surrogate pair, which is no character.");
  }
}
