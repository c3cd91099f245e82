package dev.drover.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.testing.NoLeaks;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What is written leaves in order, in few buffers, and who wrote hears how it went. */
@ExtendWith(NoLeaks.class)
class WriteCoalescingTest {
  private final EmbeddedChannel channel = new EmbeddedChannel();

  WriteCoalescingTest() {
    WriteCoalescing.install(channel);
  }

  @AfterEach
  void close() {
    channel.finishAndReleaseAll();
  }

  private static ByteBuf text(String text) {
    return Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII);
  }

  private static ByteBuf zeros(int length) {
    return Unpooled.buffer(length).writeZero(length);
  }

  private List<Integer> lengths() {
    List<Integer> lengths = new ArrayList<>();
    for (ByteBuf left = channel.readOutbound(); left != null; left = channel.readOutbound()) {
      lengths.add(left.readableBytes());
      left.release();
    }
    return lengths;
  }

  @Test
  void smallBuffersBecomeOne() {
    ByteBuf first = text("head, ");
    ByteBuf second = text("content");
    channel.write(first);
    channel.write(second);

    assertThat(first.refCnt()).isZero();
    assertThat((Object) channel.readOutbound()).isNull();
    channel.flush();

    ByteBuf left = channel.readOutbound();
    assertThat(left.toString(StandardCharsets.US_ASCII)).isEqualTo("head, content");
    left.release();
    assertThat((Object) channel.readOutbound()).isNull();
  }

  @Test
  void aLongOneKeepsItsPlaceAndIsNotCopied() {
    ByteBuf large = zeros(WriteCoalescing.SMALL + 1);
    channel.write(zeros(3));
    channel.write(large);
    channel.write(zeros(4));
    channel.write(zeros(5));
    channel.flush();

    assertThat(large.refCnt()).isOne();
    assertThat(lengths()).containsExactly(3, WriteCoalescing.SMALL + 1, 9);
  }

  @Test
  void aCopyIsAsLongAsThoseBeforeHadToBe() {
    for (int round = 0; round < 5; round++) {
      lengths();
      for (int i = 0; i < 40; i++) {
        channel.write(zeros(100));
      }
      channel.flush();
    }
    assertThat(lengths()).containsExactly(40 * 100);
  }

  @Test
  void littleThatWaitsForItsReaderTakesLittle() {
    for (int round = 0; round < 10; round++) {
      for (int i = 0; i < 40; i++) {
        channel.write(zeros(100));
      }
      channel.flush();
    }
    lengths();
    for (int round = 0; round < 10; round++) {
      channel.writeAndFlush(zeros(30));
    }
    ByteBuf last = channel.outboundMessages().stream().map(ByteBuf.class::cast).toList().get(9);

    assertThat(last.readableBytes()).isEqualTo(30);
    assertThat(last.capacity()).isEqualTo(WriteCoalescing.LEAST);
  }

  @Test
  void aLongOneBehindALittleTakesLittleToo() {
    for (int i = 0; i < 40; i++) {
      channel.write(zeros(100));
    }
    channel.flush();
    lengths();
    for (int round = 0; round < 10; round++) {
      channel.write(zeros(9));
      channel.writeAndFlush(zeros(2 * WriteCoalescing.SMALL));
    }
    ByteBuf last = channel.outboundMessages().stream().map(ByteBuf.class::cast).toList().get(18);

    assertThat(last.readableBytes()).isEqualTo(9);
    assertThat(last.capacity()).isEqualTo(WriteCoalescing.LEAST);
  }

  @Test
  void whatDoesNotFitFollows() {
    String sent = "";
    for (int i = 0; i < 500; i++) {
      sent += i + " ";
      channel.write(text(i + " "));
    }
    channel.flush();

    assertThat(left()).isEqualTo(sent);
  }

  private String left() {
    StringBuilder all = new StringBuilder();
    for (ByteBuf left = channel.readOutbound(); left != null; left = channel.readOutbound()) {
      all.append(left.toString(StandardCharsets.US_ASCII));
      left.release();
    }
    return all.toString();
  }

  @Test
  void whatIsWrittenWhileAFullCopyLeavesComesBehind() {
    Answering answering = new Answering();
    channel.pipeline().addFirst(answering);
    String sent = "";
    for (int i = 0; i < 300; i++) {
      sent += i + " ";
      channel.write(text(i + " "));
    }
    assertThat(answering.writes).isGreaterThan(1);
    for (int i = 0; i < 10; i++) {
      channel.flush();
    }

    String left = left();
    assertThat(left.split("answer ", -1)).hasSize(1 + Math.min(answering.writes, Answering.MOST));
    assertThat(left.replace("answer ", "")).isEqualTo(sent);
  }

  @Test
  void whatAClosedChannelIsAskedToWriteIsReleased() {
    channel.close();
    List<ByteBuf> all = new ArrayList<>();
    List<ChannelFuture> writes = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      ByteBuf bytes = text("number " + i);
      all.add(bytes);
      writes.add(
          channel
              .write(bytes)
              .addListener(
                  (ChannelFutureListener)
                      failed -> writes.add(channel.write(text("about the failure")))));
    }
    channel.flush();
    channel.flush();

    assertThat(all).allMatch(bytes -> bytes.refCnt() == 0);
    assertThat(List.copyOf(writes)).allMatch(write -> write.cause() != null);
  }

  @Test
  void whoWroteIsToldWhenItHasLeft() {
    List<String> told = new ArrayList<>();
    ChannelFuture first = channel.write(text("a")).addListener(done -> told.add("first"));
    ChannelFuture second = channel.write(text("b")).addListener(done -> told.add("second"));
    channel.runPendingTasks();
    assertThat(first.isDone()).isFalse();

    channel.flush();

    assertThat(told).containsExactly("first", "second");
    assertThat(second.isSuccess()).isTrue();
  }

  @Test
  void whoWroteIsToldWhyItCouldNotLeave() {
    channel.pipeline().addFirst(new Broken());
    ChannelFuture first = channel.write(text("a"));
    ChannelFuture second = channel.write(text("b"));
    channel.flush();

    assertThat(first.cause()).isInstanceOf(IOException.class);
    assertThat(second.cause()).isInstanceOf(IOException.class);
  }

  /** Writes something itself while it is written to, now and then. */
  private static final class Answering extends ChannelOutboundHandlerAdapter {
    static final int MOST = 5;

    private int writes;

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
      ctx.write(message, promise);
      if (writes++ < MOST) {
        ctx.channel().write(text("answer "));
      }
    }
  }

  private static final class Broken extends ChannelOutboundHandlerAdapter {
    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
      ((ByteBuf) message).release();
      promise.setFailure(new IOException("the line is cut"));
    }
  }
}
