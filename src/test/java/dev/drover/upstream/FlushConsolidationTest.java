package dev.drover.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.testing.NoLeaks;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What is flushed in one pass leaves in one piece, in clear text and under TLS. */
@ExtendWith(NoLeaks.class)
class FlushConsolidationTest {
  private final EmbeddedChannel server = new EmbeddedChannel();
  private final EmbeddedChannel client = new EmbeddedChannel();

  @AfterEach
  void close() {
    client.finishAndReleaseAll();
    server.finishAndReleaseAll();
  }

  /** Answers in three parts, each flushed. */
  private static final class Server extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      ReferenceCountUtil.release(message);
      for (String part : new String[] {"head ", "content ", "trailers"}) {
        ctx.writeAndFlush(text(part));
      }
    }
  }

  private static final class Flushes extends ChannelOutboundHandlerAdapter {
    int count;

    @Override
    public void flush(ChannelHandlerContext ctx) {
      count++;
      ctx.flush();
    }
  }

  private static ByteBuf text(String text) {
    return Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII);
  }

  @Test
  void inClearTextTheyAreOneFlush() {
    FlushConsolidation.install(server);
    FlushConsolidation.install(server);
    Flushes flushes = new Flushes();
    server.pipeline().addFirst(flushes).addLast(new Server());

    server.writeInbound(text("request"));

    assertThat(flushes.count).isEqualTo(1);
  }

  @Test
  void underTlsTheyAreOneRecord() throws Exception {
    X509Bundle known =
        new CertificateBuilder()
            .ecp256()
            .subject("CN=localhost")
            .setIsCertificateAuthority(true)
            .buildSelfSigned();
    SslContext serving = SslContextBuilder.forServer(known.toKeyManagerFactory()).build();
    SslContext trusting =
        SslContextBuilder.forClient().trustManager(known.toTrustManagerFactory()).build();
    server.pipeline().addLast(serving.newHandler(server.alloc()), new Server());
    client.pipeline().addLast(trusting.newHandler(client.alloc(), "localhost", 443));
    while (records(client, server) + records(server, client) > 0) {
      assertThat(client.isActive()).isTrue();
    }
    FlushConsolidation.install(server);

    answer(); // with it may come a ticket for the client's next session
    assertThat(answer()).isEqualTo("1 records: head content trailers");
  }

  private String answer() {
    client.writeOutbound(text("request"));
    records(client, server);
    int records = records(server, client);
    ByteBuf read = client.readInbound();
    String said = read.toString(StandardCharsets.US_ASCII);
    read.release();
    return records + " records: " + said;
  }

  /** Gives one what the other has written; returns how many records of TLS that are. */
  private static int records(EmbeddedChannel from, EmbeddedChannel to) {
    from.runPendingTasks();
    ByteBuf all = Unpooled.buffer();
    for (ByteBuf some = from.readOutbound(); some != null; some = from.readOutbound()) {
      all.writeBytes(some);
      some.release();
    }
    int records = 0;
    for (int at = 0; at < all.writerIndex(); at += 5 + all.getUnsignedShort(at + 3)) {
      records++;
    }
    to.writeInbound(all);
    return records;
  }
}
