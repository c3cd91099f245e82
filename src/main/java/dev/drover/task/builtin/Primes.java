package dev.drover.task.builtin;

import com.fasterxml.jackson.databind.JsonNode;
import dev.drover.status.Failure;
import dev.drover.status.Reason;
import dev.drover.task.Divisible;
import dev.drover.task.Form;
import dev.drover.task.Task;
import dev.drover.task.TaskFactory;
import dev.drover.task.Traits;
import dev.drover.task.Work;
import io.vertx.core.buffer.Buffer;
import java.util.List;

/**
 * Whether a number is prime, by trial division up to its square root, inclusive: {@code {"number":
 * 97}}; or how many of a range are: {@code {"from": 0, "below": 1000000}}, which can be divided.
 */
public final class Primes implements Divisible {
  private static final int CHECK_EVERY = 1 << 16;

  /** Makes it. */
  public static final class Factory implements TaskFactory<None> {
    @Override
    public String name() {
      return "primes";
    }

    @Override
    public Class<None> config() {
      return None.class;
    }

    @Override
    public Traits traits() {
      return Traits.pure(Form.JSON, Form.JSON);
    }

    @Override
    public Task create(None config) {
      return new Primes();
    }
  }

  @Override
  public Buffer run(Buffer input, Work work) {
    JsonNode asked = Json.read(input);
    if (asked.has("number")) {
      long number = Json.natural(asked, "number");
      return Json.write(Json.object().put("number", number).put("prime", prime(number, work)));
    }
    Span span = range(asked);
    long count = 0;
    for (long number = span.from(); number < span.below(); number++) {
      if ((number & 0xFFF) == 0) {
        work.check();
        work.progress(span.done(number), "at " + number);
      }
      count += prime(number, work) ? 1 : 0;
    }
    return Json.write(Json.object().put("primes", count));
  }

  private static Span range(JsonNode asked) {
    if (!asked.has("below")) {
      throw Failure.of(
          Reason.MALFORMED, "The input has neither \"number\" nor \"from\" and \"below\".");
    }
    return Span.of(asked);
  }

  private static boolean prime(long number, Work work) {
    if (number < 2) {
      return false;
    }
    for (long divisor = 2; divisor <= number / divisor; divisor++) {
      if (number % divisor == 0) {
        return false;
      }
      if (divisor % CHECK_EVERY == 0) {
        work.check();
      }
    }
    return true;
  }

  @Override
  public List<Buffer> split(Buffer input, int parts) {
    JsonNode asked = Json.read(input);
    return asked.has("number") ? List.of(input) : range(asked).split(parts);
  }

  @Override
  public Buffer join(List<Buffer> results) {
    long count = 0;
    for (Buffer result : results) {
      count += Json.natural(Json.read(result), "primes");
    }
    return Json.write(Json.object().put("primes", count));
  }

  /**
   * The whole numbers of a range.
   *
   * @param below the first that is not of it
   */
  record Span(long from, long below) {
    static Span of(JsonNode asked) {
      long from = asked.has("from") ? Json.natural(asked, "from") : 0;
      long below = Json.natural(asked, "below");
      if (from > below) {
        throw Failure.of(Reason.MALFORMED, "\"from\" must not be greater than \"below\".");
      }
      return new Span(from, below);
    }

    double done(long at) {
      return (double) (at - from) / Math.max(1, below - from);
    }

    List<Buffer> split(int parts) {
      long count = below - from;
      int pieces = (int) Math.max(1, Math.min(parts, count));
      return java.util.stream.LongStream.range(0, pieces)
          .mapToObj(
              i ->
                  Json.write(
                      Json.object()
                          .put("from", from + share(count, i, pieces))
                          .put("below", from + share(count, i + 1, pieces))))
          .toList();
    }

    /** {@code count * i / pieces}, where the product may be larger than a long. */
    private static long share(long count, long i, long pieces) {
      return count / pieces * i + count % pieces * i / pieces;
    }
  }
}
