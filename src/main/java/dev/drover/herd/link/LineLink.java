package dev.drover.herd.link;

import dev.drover.herd.Entry;
import dev.drover.herd.Member;
import dev.drover.herd.Message;
import dev.drover.limit.Backoff;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;
import io.vertx.core.parsetools.RecordParser;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Our direction of a link over TCP: one kept connection to the neighbour's listener, on which it is
 * sent lines. News of a location is an {@code AT} line, as any server of the protocol understands
 * it; everything else is a {@code HERD} line with a frame in Base64, which only a Drover is sent.
 * The neighbour's direction is a connection of its own, to our listener.
 */
public final class LineLink implements Link {
  /** How long a HERD line may be; longer ones are not sent. */
  public static final int LONGEST = 64 << 10;

  /** What comes before a frame. */
  public static final String PREFIX = "HERD ";

  /**
   * Where a neighbour listens.
   *
   * @param foreign whether it is no Drover
   */
  public record Target(String host, int port, boolean foreign) {}

  private static final int LONGEST_ANSWER = 1 << 10;

  private static final Logger LOG = LoggerFactory.getLogger(LineLink.class);
  private static final int DOUBLINGS = 60;

  private final Vertx vertx;
  private final Context context;
  private final NetClient client;
  private final Member member;
  private final Target target;
  private final Function<Entry, Optional<String>> lines;
  private final Backoff backoff;
  private final Outflow outflow;
  private final Liveness liveness;
  private final byte @Nullable [] secret;
  private @Nullable Seal seal;
  private @Nullable NetSocket socket;
  private long retry = -1;
  private int failures;
  private boolean connecting;
  private boolean closed;

  /**
   * Called on the herd's event loop.
   *
   * @param lines the AT line of an entry that can be told by one
   * @param secret of the herd; null when there is none
   * @param reconnectNanos how soon a lost connection is tried again
   */
  public LineLink(
      Vertx vertx,
      NetClient client,
      Member member,
      String peer,
      Target target,
      Function<Entry, Optional<String>> lines,
      int queue,
      long beatNanos,
      long reconnectNanos,
      byte @Nullable [] secret) {
    this.secret = target.foreign() ? null : secret;
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.client = client;
    this.member = member;
    this.target = target;
    this.lines = lines;
    this.outflow = new Outflow(queue);
    this.liveness = new Liveness(member, peer, beatNanos);
    this.backoff = new Backoff(reconnectNanos, reconnectNanos * DOUBLINGS, 2, Backoff.Jitter.GRPC);
    connect();
  }

  private void connect() {
    retry = -1;
    connecting = true;
    client
        .connect(target.port(), target.host())
        .onComplete(
            done ->
                context.runOnContext(
                    nothing -> {
                      connecting = false;
                      if (done.succeeded()) {
                        connected(done.result());
                      } else {
                        lost("it cannot be connected to");
                      }
                    }));
  }

  private void connected(NetSocket connected) {
    if (closed) {
      connected.close();
      return;
    }
    socket = connected;
    failures = 0;
    liveness.listening();
    connected.exceptionHandler(broken -> {});
    connected.closeHandler(
        nothing ->
            context.runOnContext(
                now -> {
                  if (socket == connected) {
                    lost("its connection has closed");
                  }
                }));
    byte[] known = secret;
    if (known == null) {
      connected.handler(ignored -> {}); // a neighbour's answers are of no interest
      up();
    } else {
      greet(connected, known);
    }
  }

  private void up() {
    liveness.up("connected to " + target.host() + ":" + target.port());
  }

  /** Both sides prove that they know the secret; after that there is nothing to hear. */
  private void greet(NetSocket connected, byte[] known) {
    Seal.Question question = Seal.Question.of(member.id(), liveness.peer());
    connected.handler(
        RecordParser.newDelimited("\n", line -> greeted(connected, question, known, line))
            .maxRecordSize(LONGEST_ANSWER)
            .exceptionHandler(tooLong -> connected.close()));
    connected.write(question.line() + "\n");
  }

  private void greeted(NetSocket connected, Seal.Question question, byte[] known, Buffer line) {
    Optional<Seal> proved =
        seal == null ? question.accept(known, line.toString()) : Optional.empty();
    if (proved.isEmpty()) {
      LOG.warn("The neighbour {} does not know the secret of the herd.", liveness.peer());
      connected.close();
    } else if (socket == connected) {
      seal = proved.get();
      up();
    }
  }

  private void lost(String why) {
    socket = null;
    seal = null;
    liveness.down(why);
    if (!closed && retry < 0 && !connecting) {
      failures++;
      long wait =
          TimeUnit.NANOSECONDS.toMillis(backoff.nanos(failures, ThreadLocalRandom.current()));
      retry = vertx.setTimer(Math.max(1, wait), id -> connect());
    }
  }

  @Override
  public void send(Message message) {
    NetSocket to = socket;
    if (to == null || (secret != null && seal == null)) {
      return;
    }
    String line = line(message);
    if (line == null) {
      return;
    }
    if (line.length() > LONGEST) {
      outflow.drop();
      return;
    }
    outflow.write(line.length(), () -> to.write(line, "UTF-8"));
  }

  private @Nullable String line(Message message) {
    Optional<String> at =
        secret == null && message instanceof Message.Update update
            ? lines.apply(update.entry())
            : Optional.empty();
    if (at.isPresent()) {
      return at.get() + "\n";
    }
    if (target.foreign()) {
      return null;
    }
    byte[] frame = Frames.encode(member.id(), member.incarnation(), message);
    Seal proof = seal;
    return PREFIX
        + Base64.getEncoder().encodeToString(frame)
        + (proof == null ? "" : " " + proof.tag(frame))
        + "\n";
  }

  @Override
  public void beat() {
    NetSocket open = socket;
    if (open != null && !target.foreign() && liveness.silent()) {
      lost("nothing has been heard for three beats");
      open.close();
    }
  }

  /** A neighbour that has come back connects to us: it is not waited for any longer. */
  @Override
  public void heard() {
    liveness.heard();
    if (retry >= 0 && vertx.cancelTimer(retry)) {
      failures = 0;
      connect();
    }
  }

  @Override
  public void close() {
    closed = true;
    vertx.cancelTimer(retry);
    NetSocket open = socket;
    lost("it is closed");
    if (open != null) {
      open.close();
    }
  }

  @Override
  public State state() {
    return liveness.state(target.host() + ":" + target.port(), outflow);
  }
}
