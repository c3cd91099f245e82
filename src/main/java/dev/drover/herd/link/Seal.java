package dev.drover.herd.link;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What proves on one connection that frames come from a node that knows the herd's secret, whole,
 * in order and once: each has a tag, HMAC-SHA256 (RFC 2104) of its number and its bytes, of which
 * 128 bits are sent. The key is made for the connection of the secret, both ids and a random number
 * of either side, so nothing that was recorded serves again. Nothing is encrypted. Confined to one
 * thread.
 */
public final class Seal {
  private static final String ALGORITHM = "HmacSHA256";
  private static final int PROOF_BYTES = 16;
  private static final int NONCE_BYTES = 16;
  private static final String ASKS = "HERD ? ";
  private static final String ANSWERS = "HERD ! ";

  private final byte[] key;
  private long number;

  private Seal(byte[] key) {
    this.key = key;
  }

  /**
   * What the side that connects says first.
   *
   * @param to the id of the node that it means to speak to
   * @param nonce of its own, in Base64
   */
  public record Question(String from, String to, String nonce) {
    /** One with a fresh number. */
    public static Question of(String from, String to) {
      return new Question(from, to, random());
    }

    /** What a line asks; empty when it is none. */
    public static Optional<Question> parse(String line) {
      String[] words = line.trim().split(" ", -1);
      return line.startsWith(ASKS) && words.length == 5
          ? Optional.of(new Question(words[2], words[3], words[4]))
          : Optional.empty();
    }

    /** As a line, without its end. */
    public String line() {
      return ASKS + from + " " + to + " " + nonce;
    }

    /** The seal of this connection when an answer proves that the other side knows the secret. */
    public Optional<Seal> accept(byte[] secret, String answer) {
      String[] words = answer.trim().split(" ", -1);
      if (!answer.startsWith(ANSWERS) || words.length != 4) {
        return Optional.empty();
      }
      byte[] proof = words[3].getBytes(StandardCharsets.US_ASCII);
      byte[] expected = proof(secret, words[2]).getBytes(StandardCharsets.US_ASCII);
      return MessageDigest.isEqual(proof, expected)
          ? Optional.of(seal(secret, words[2]))
          : Optional.empty();
    }

    /** The answer of one who knows the secret. */
    public Answer answer(byte[] secret) {
      String nonce = random();
      return new Answer(ANSWERS + nonce + " " + proof(secret, nonce), seal(secret, nonce));
    }

    private String proof(byte[] secret, String theirs) {
      byte[] proof = hmac(secret, text("answer", theirs));
      return Base64.getEncoder().encodeToString(proof);
    }

    private Seal seal(byte[] secret, String theirs) {
      return new Seal(hmac(secret, text("session", theirs)));
    }

    private byte[] text(String use, String theirs) {
      return String.join(" ", use, from, to, nonce, theirs).getBytes(StandardCharsets.UTF_8);
    }
  }

  /**
   * What the side that listens says to a question.
   *
   * @param line without its end
   */
  public record Answer(String line, Seal seal) {}

  private static String random() {
    byte[] nonce = new byte[NONCE_BYTES];
    new SecureRandom().nextBytes(nonce);
    return Base64.getEncoder().encodeToString(nonce);
  }

  /** The tag of the next frame, in Base64: its number and its proof. */
  public String tag(byte[] frame) {
    number++;
    byte[] tag =
        ByteBuffer.allocate(Long.BYTES + PROOF_BYTES)
            .putLong(number)
            .put(proof(number, frame))
            .array();
    return Base64.getEncoder().encodeToString(tag);
  }

  /** Whether that is the tag of a frame later than all that have come. */
  public boolean holds(byte[] frame, byte[] tag) {
    if (tag.length != Long.BYTES + PROOF_BYTES) {
      return false;
    }
    long told = ByteBuffer.wrap(tag).getLong();
    byte[] proof = Arrays.copyOfRange(tag, Long.BYTES, tag.length);
    if (told <= number || !MessageDigest.isEqual(proof(told, frame), proof)) {
      return false;
    }
    number = told;
    return true;
  }

  private byte[] proof(long told, byte[] frame) {
    byte[] numbered =
        ByteBuffer.allocate(Long.BYTES + frame.length).putLong(told).put(frame).array();
    return Arrays.copyOf(hmac(key, numbered), PROOF_BYTES);
  }

  private static byte[] hmac(byte[] key, byte[] content) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(key, ALGORITHM));
      return mac.doFinal(content);
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException("This Java has no " + ALGORITHM + ".", missing);
    }
  }
}
