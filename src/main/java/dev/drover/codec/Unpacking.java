package dev.drover.codec;

import dev.drover.status.Failure;
import dev.drover.status.Reason;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * How the messages of one direction of a call become what they were before they were compressed
 * (gRPC's compression.md). What would be longer than a message may be is not unpacked to its end.
 * Immutable.
 */
public final class Unpacking {
  private final Side side;
  private final @Nullable String encoding;
  private final @Nullable ContentCoding coding;
  private final int most;

  /** Whose messages they are, and so whose fault it is when they cannot be read. */
  private enum Side {
    CLIENT(Reason.MALFORMED, Reason.TOO_LARGE),
    SERVER(Reason.PROTOCOL, Reason.MESSAGE_TOO_LARGE);

    private final Reason broken;
    private final Reason tooLarge;

    Side(Reason broken, Reason tooLarge) {
      this.broken = broken;
      this.tooLarge = tooLarge;
    }
  }

  private Unpacking(Side side, @Nullable String encoding, int most) {
    this.side = side;
    this.encoding = encoding;
    this.coding = ContentCoding.of(encoding);
    this.most = most;
  }

  /**
   * Of a client's messages.
   *
   * @param encoding what a field such as {@code grpc-encoding} says; null for nothing
   * @param most how many bytes a message may have
   * @throws Failure UNSUPPORTED_ENCODING, with what would be understood
   */
  public static Unpacking ofRequest(@Nullable String encoding, int most) {
    Unpacking unpacking = new Unpacking(Side.CLIENT, encoding, most);
    if (unpacking.coding == null && !unpacking.plain()) {
      throw Failure.of(
              Reason.UNSUPPORTED_ENCODING,
              "A message is encoded as \""
                  + encoding
                  + "\"; "
                  + String.join(", ", ContentCoding.NAMES)
                  + " and identity are read here.")
          .header("accept-encoding", ContentCoding.ALL)
          .header("grpc-accept-encoding", ContentCoding.ALL);
    }
    return unpacking;
  }

  /** Of a server's messages: one that is encoded in an unknown way is a fault of the protocol. */
  public static Unpacking ofAnswer(@Nullable String encoding, int most) {
    return new Unpacking(Side.SERVER, encoding, most);
  }

  /** Whether its messages are said not to be compressed. */
  private boolean plain() {
    return encoding == null
        || encoding.isEmpty()
        || encoding.equalsIgnoreCase(ContentCoding.IDENTITY);
  }

  /** How messages are compressed that are; null when they are not, or in an unknown way. */
  public @Nullable ContentCoding coding() {
    return coding;
  }

  /** How many bytes a message may have. */
  public int most() {
    return most;
  }

  /** The reason of a failure when it has more. */
  Reason tooLarge() {
    return side.tooLarge;
  }

  /**
   * The bytes of a message.
   *
   * @param flags of its envelope
   * @throws Failure when they are compressed and cannot be unpacked, or are too many then
   */
  public byte[] plain(int flags, byte[] bytes, int offset, int length) {
    if ((flags & Envelopes.COMPRESSED) == 0) {
      return Arrays.copyOfRange(bytes, offset, offset + length);
    }
    if (coding == null) {
      throw Failure.of(side.broken, "A message is compressed, and not in a way that was agreed on.")
          .note("encoding: " + encoding);
    }
    byte[] plain;
    try {
      plain = coding.unpack(bytes, offset, length, most);
    } catch (IOException malformed) {
      throw Failure.of(
          side.broken, "A message is said to be " + coding.label() + ", and is not.", malformed);
    }
    if (plain == null) {
      throw tooLarge("A compressed message has more than " + most + " bytes, unpacked.");
    }
    return plain;
  }

  Failure tooLarge(String sentence) {
    return Failure.of(side.tooLarge, sentence);
  }
}
