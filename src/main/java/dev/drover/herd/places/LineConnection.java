package dev.drover.herd.places;

import dev.drover.config.HerdLinesConfig;
import dev.drover.herd.Message;
import dev.drover.herd.link.LineLink;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetSocket;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * One connection of the line protocol. Commands are answered in their order; a client that says all
 * it has and closes its side is answered still. Confined to the herd's event loop.
 */
final class LineConnection {
  private static final byte[] PREFIX = LineLink.PREFIX.getBytes(StandardCharsets.ISO_8859_1);

  private final NetSocket socket;
  private final HerdLinesConfig config;
  private final Answers answers;
  private final Hearing hearing;
  private final LineSplitter splitter;
  private final Deque<byte[]> unread = new ArrayDeque<>();
  private final Deque<Future<Buffer>> pending = new ArrayDeque<>();
  private boolean over;
  private boolean paused;

  /**
   * @param hearing takes what neighbours say
   */
  LineConnection(NetSocket socket, HerdLinesConfig config, Answers answers, Hearing hearing) {
    this.socket = socket;
    this.config = config;
    this.answers = answers;
    this.hearing = hearing;
    this.splitter =
        new LineSplitter((int) config.lineBytes().bytes(), PREFIX, LineLink.LONGEST, unread::add);
    socket.handler(this::came);
    socket.exceptionHandler(broken -> {});
    socket.drainHandler(nothing -> turn());
    halfClose();
  }

  /** A client that closes its side only, as {@code nc -N} does, still reads. */
  private void halfClose() {
    ChannelHandlerContext channel = ((NetSocketInternal) socket).channelHandlerContext();
    channel.channel().config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
    channel
        .pipeline()
        .addBefore(
            channel.name(),
            "half-close",
            new ChannelInboundHandlerAdapter() {
              @Override
              public void userEventTriggered(ChannelHandlerContext context, Object event) {
                if (event == ChannelInputShutdownEvent.INSTANCE) {
                  over = true;
                  turn();
                } else {
                  context.fireUserEventTriggered(event);
                }
              }
            });
  }

  private void came(Buffer content) {
    if (over) {
      return;
    }
    if (!splitter.feed(content)) {
      over = true; // what came before it is answered
    }
    turn();
  }

  /** Answers as many commands as may be under way, and writes what is ready, in order. */
  private void turn() {
    while (!unread.isEmpty() && pending.size() < config.pending() && !socket.writeQueueFull()) {
      Future<Buffer> answer = answer(unread.remove());
      pending.add(answer);
      if (!answer.isComplete()) {
        answer.onComplete(done -> turn());
      }
      write();
    }
    write();
    boolean busy = !unread.isEmpty();
    if (busy != paused) {
      paused = busy;
      if (busy) {
        socket.pause();
      } else {
        socket.resume();
      }
    }
    if (over && unread.isEmpty() && pending.isEmpty()) {
      socket.end();
    }
  }

  private void write() {
    while (!pending.isEmpty() && pending.peek().isComplete()) {
      Buffer answer = pending.remove().result();
      if (answer.length() > 0) {
        socket.write(answer);
      }
    }
  }

  private Future<Buffer> answer(byte[] line) {
    Optional<Command> command = text(line).flatMap(Command::parse);
    if (command.isEmpty()) {
      return Future.succeededFuture(hearing.line(line).orElseGet(() -> invalid(line)));
    }
    if (command.get() instanceof Command.Iamat said) {
      Location location = answers.locations().report(said).location();
      return Future.succeededFuture(Buffer.buffer(location.at() + "\n"));
    }
    if (command.get() instanceof Command.Whatsat asked) {
      return answers
          .near(asked.client(), asked.radiusKm(), asked.bound())
          .map(
              near ->
                  Buffer.buffer(
                      near.location().at() + "\n" + PlacesText.lined(near.places()) + "\n\n"))
          .otherwise(refused -> invalid(line));
    }
    Command.At told = (Command.At) command.get();
    Message update = new Message.Update(answers.locations().entry(told.location()));
    return Future.succeededFuture(hearing.at(update) ? Hearing.NOTHING : invalid(line));
  }

  private static Buffer invalid(byte[] line) {
    return Buffer.buffer(line.length + 3).appendString("? ").appendBytes(line).appendString("\n");
  }

  private static Optional<String> text(byte[] line) {
    try {
      return Optional.of(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(line)).toString());
    } catch (CharacterCodingException noText) {
      return Optional.empty();
    }
  }
}
