package dev.drover.herd.places;

import dev.drover.herd.Message;
import dev.drover.herd.link.Frames;
import dev.drover.herd.link.LineLink;
import dev.drover.herd.link.Seal;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What a neighbour says on one connection, and whether it is believed: where the herd has a secret,
 * only frames that are {@linkplain Seal proved} are. Confined to the herd's event loop.
 */
final class Hearing {
  /**
   * What a neighbour says.
   *
   * @param from its id; empty when it has not said
   * @param incarnation of its process, 0 when it has not said
   */
  record Said(String from, long incarnation, Message message) {}

  /** The answer to what needs none. */
  static final Buffer NOTHING = Buffer.buffer();

  private final String self;
  private final LineServer.@Nullable Trust trust;
  private final Predicate<Said> neighbour;
  private @Nullable Seal seal;
  private String peer = "";
  private long incarnation;

  /**
   * @param trust empty when anyone is believed
   * @param neighbour takes what a neighbour says; tells whether it is one
   */
  Hearing(String self, Optional<LineServer.Trust> trust, Predicate<Said> neighbour) {
    this.self = self;
    this.trust = trust.orElse(null);
    this.neighbour = neighbour;
  }

  /** An AT line has come; false when it is not believed. */
  boolean at(Message update) {
    return (trust == null || trust.foreign())
        && neighbour.test(new Said(peer, incarnation, update));
  }

  /** A line that is no command has come; empty when it makes no sense, or is not believed. */
  Optional<Buffer> line(byte[] bytes) {
    String line = new String(bytes, StandardCharsets.ISO_8859_1);
    if (!line.startsWith(LineLink.PREFIX)) {
      return Optional.empty();
    }
    Optional<Seal.Question> question = Seal.Question.parse(line);
    if (question.isPresent()) {
      return trust == null ? Optional.empty() : greet(question.get(), trust.secret());
    }
    return frame(line.substring(LineLink.PREFIX.length()).trim())
        ? Optional.of(NOTHING)
        : Optional.empty();
  }

  private Optional<Buffer> greet(Seal.Question question, byte[] secret) {
    if (seal != null || !question.to().equals(self)) {
      return Optional.empty();
    }
    Seal.Answer answer = question.answer(secret);
    seal = answer.seal();
    peer = question.from();
    return Optional.of(Buffer.buffer(answer.line() + "\n"));
  }

  private boolean frame(String text) {
    int space = text.indexOf(' ');
    try {
      byte[] frame = Base64.getDecoder().decode(space < 0 ? text : text.substring(0, space));
      byte[] tag = Base64.getDecoder().decode(space < 0 ? "" : text.substring(space + 1));
      Optional<Frames.Heard> heard = Frames.decode(frame);
      return heard.isPresent() && proved(frame, tag, heard.get()) && taken(heard.get());
    } catch (IllegalArgumentException noBase64) {
      return false;
    }
  }

  private boolean proved(byte[] frame, byte[] tag, Frames.Heard heard) {
    Seal proof = seal;
    return trust == null || (proof != null && proof.holds(frame, tag) && heard.node().equals(peer));
  }

  private boolean taken(Frames.Heard heard) {
    peer = heard.node();
    incarnation = heard.incarnation();
    return !peer.isEmpty() && neighbour.test(new Said(peer, incarnation, heard.message()));
  }
}
