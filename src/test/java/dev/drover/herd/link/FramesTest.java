package dev.drover.herd.link;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.drover.herd.Entry;
import dev.drover.herd.Message;
import dev.drover.herd.Stamp;
import dev.drover.herd.Version;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class FramesTest {
  private static final Entry ENTRY =
      new Entry("k", "a", ByteString.copyFromUtf8("v"), new Version(-5, "n"), 7, false);

  @SuppressWarnings("unused") // the source of parameters
  private static final List<Message> MESSAGES =
      List.of(
          new Message.Hello(0),
          new Message.Hello(9),
          new Message.Beat(),
          new Message.Update(ENTRY),
          new Message.Entries(List.of(ENTRY, ENTRY.left(0))),
          new Message.Stamps(List.of(0, 255), List.of(new Stamp(ENTRY.id(), ENTRY.version(), -1))),
          new Message.Wanted(List.of(ENTRY.id())));

  @ParameterizedTest
  @FieldSource("MESSAGES")
  void whatIsSaidIsHeard(Message message) {
    assertThat(Frames.decode(Frames.encode("node", 3, message)))
        .contains(new Frames.Heard("node", 3, message));
  }

  @Test
  void digestsKeepTheirSums() {
    byte[] bytes = Frames.encode("node", 3, new Message.Digest(new long[] {1, -1}));
    assertThat(Frames.decode(bytes).orElseThrow().message())
        .isInstanceOfSatisfying(
            Message.Digest.class, digest -> assertThat(digest.sums()).containsExactly(1, -1));
  }

  @Test
  void whatIsNoFrameSaysNothing() {
    assertThat(Frames.decode(new byte[] {1, 2, 3})).isEmpty();
    assertThat(Frames.decode(new byte[0])).isEmpty();
  }
}
