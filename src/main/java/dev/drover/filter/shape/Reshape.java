package dev.drover.filter.shape;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import dev.drover.codec.ContentCoding;
import dev.drover.expression.ExpressionFailed;
import dev.drover.expression.Transformation;
import dev.drover.status.Failure;
import dev.drover.status.Reason;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How the content of one side becomes other content, and what it means there when it cannot.
 * Immutable, for all threads.
 *
 * @param malformed why there is none when the content is wrong
 * @param large the same when it is too long
 * @param what the content is called
 */
record Reshape(
    Transformation transformation,
    int depth,
    int bytes,
    Reason malformed,
    Reason large,
    String what) {

  /** Of requests. */
  static Reshape ofRequests(Transformation transformation, TransformConfig config) {
    return new Reshape(
        transformation,
        config.depth(),
        (int) config.bytes().bytes(),
        Reason.MALFORMED,
        Reason.TOO_LARGE,
        "The content");
  }

  /** Of answers. */
  static Reshape ofAnswers(Transformation transformation, TransformConfig config) {
    return new Reshape(
        transformation,
        config.depth(),
        (int) config.bytes().bytes(),
        Reason.PROTOCOL,
        Reason.MESSAGE_TOO_LARGE,
        "The content of the server's answer");
  }

  /**
   * The other content.
   *
   * @param coding how it is packed; null when it is not
   * @param wanted called now and then; throws, and again when it is called again, when it is not
   *     wanted any more
   * @throws Failure with what is wrong
   */
  byte[] of(
      byte[] content,
      @Nullable ContentCoding coding,
      Map<String, Object> variables,
      Runnable wanted) {
    try {
      byte[] plain = coding == null ? content : coding.unpack(content, 0, content.length, bytes);
      if (plain == null) {
        throw tooLong();
      }
      return transformation.of(plain, variables, new Transformation.Bounds(depth, bytes, wanted));
    } catch (StreamConstraintsException beyond) {
      throw Failure.of(large, what + " has more within one another than can be transformed here.");
    } catch (JsonProcessingException wrong) {
      throw Failure.of(
          malformed,
          what
              + " is not JSON, at line "
              + wrong.getLocation().getLineNr()
              + ", column "
              + wrong.getLocation().getColumnNr()
              + ".");
    } catch (IOException broken) {
      throw Failure.of(malformed, what + " cannot be unpacked.");
    } catch (ExpressionFailed refused) {
      throw Failure.of(malformed, what + " does not fit the transformation of this route.")
          .note(String.valueOf(refused.getMessage()));
    }
  }

  /** It has more than may be read. */
  Failure tooLong() {
    return Failure.of(
        large, what + " has more than " + bytes + " bytes, which is what is transformed here.");
  }

  /** Ends what takes longer than that, from now on. */
  static Runnable until(long nanos) {
    long end = System.nanoTime() + nanos;
    return () -> {
      if (System.nanoTime() - end > 0) {
        throw Failure.of(Reason.DEADLINE, "The transformation of the content takes too long.");
      }
    };
  }
}
