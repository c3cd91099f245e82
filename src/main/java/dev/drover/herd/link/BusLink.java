package dev.drover.herd.link;

import dev.drover.bus.Inbox;
import dev.drover.herd.Member;
import dev.drover.herd.Message;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.MessageConsumerOptions;
import io.vertx.core.eventbus.MessageProducer;

/**
 * A link over the event bus: two addresses, {@code herd.link.<from>.<to>} for each direction, each
 * with one sender and one receiver. It is up while the neighbour is heard.
 */
public final class BusLink implements Link {
  private final Member member;
  private final String address;
  private final MessageProducer<Buffer> producer;
  private final Inbox<Buffer> inbox;
  private final Outflow outflow;
  private final Liveness liveness;
  private int vain;

  /** Called on the herd's event loop. */
  public BusLink(Vertx vertx, Member member, String peer, int queue, long beatNanos) {
    this.member = member;
    this.address = address(member.id(), peer);
    this.producer = vertx.eventBus().sender(address);
    this.outflow = new Outflow(queue);
    this.liveness = new Liveness(member, peer, beatNanos);
    this.inbox =
        new Inbox<>(
            vertx,
            new MessageConsumerOptions()
                .setAddress(address(peer, member.id()))
                .setMaxBufferedMessages(queue),
            message ->
                Frames.decode(message.body().getBytes())
                    .filter(frame -> frame.node().equals(peer))
                    .ifPresent(this::received));
    write(new Message.Hello(member.known(peer)));
  }

  private static String address(String from, String to) {
    return "herd.link." + from + "." + to;
  }

  private void received(Frames.Heard heard) {
    if (heard.incarnation() >= member.known(heard.node())) {
      heard();
    }
    member.received(heard.node(), heard.incarnation(), heard.message(), System.nanoTime());
  }

  @Override
  public void heard() {
    liveness.heard();
    liveness.up("it is heard");
  }

  @Override
  public void send(Message message) {
    if (liveness.up()) {
      write(message);
    }
  }

  private void write(Message message) {
    Buffer frame = Buffer.buffer(Frames.encode(member.id(), member.incarnation(), message));
    outflow.write(frame.length(), () -> producer.write(frame));
  }

  @Override
  public void beat() {
    if (!liveness.up()) {
      write(new Message.Beat());
      if (++vain % BusMembers.RENEWAL_BEATS == 0) {
        inbox.renew();
      }
    } else if (liveness.silent()) {
      liveness.down("nothing has been heard for three beats");
    }
  }

  @Override
  public void close() {
    inbox.close();
    liveness.down("it is closed");
  }

  @Override
  public State state() {
    return liveness.state(address, outflow);
  }
}
