package dev.drover.task.builtin;

import com.fasterxml.jackson.databind.JsonNode;
import dev.drover.task.Divisible;
import dev.drover.task.Form;
import dev.drover.task.Task;
import dev.drover.task.TaskFactory;
import dev.drover.task.Traits;
import dev.drover.task.Work;
import dev.drover.task.builtin.Primes.Span;
import io.vertx.core.buffer.Buffer;
import java.math.BigInteger;
import java.util.List;

/**
 * The sum of the squares of all numbers of a range, one by one: {@code {"below": 390625}}. It can
 * be divided. The sum is text, since it may be larger than the numbers of JSON are elsewhere.
 */
public final class SumOfSquares implements Divisible {
  private static final int CHECK_EVERY = 1 << 16;

  /** Makes it. */
  public static final class Factory implements TaskFactory<None> {
    @Override
    public String name() {
      return "sumOfSquares";
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
      return new SumOfSquares();
    }
  }

  @Override
  public Buffer run(Buffer input, Work work) {
    JsonNode asked = Json.read(input);
    Span span = Span.of(asked);
    BigInteger sum = BigInteger.ZERO;
    long low = 0;
    for (long number = span.from(); number < span.below(); number++) {
      long high = Math.multiplyHigh(number, number);
      long before = low;
      low += number * number;
      if (high != 0 || Long.compareUnsigned(low, before) < 0) {
        sum = sum.add(wide(high, number * number)).add(unsigned(before));
        low = 0;
      }
      if (number % CHECK_EVERY == 0) {
        work.check();
        work.progress(span.done(number), "at " + number);
      }
    }
    return write(sum.add(unsigned(low)));
  }

  private static BigInteger wide(long high, long low) {
    return BigInteger.valueOf(high).shiftLeft(64).add(unsigned(low));
  }

  private static BigInteger unsigned(long value) {
    return new BigInteger(Long.toUnsignedString(value));
  }

  private static Buffer write(BigInteger sum) {
    return Json.write(Json.object().put("sum", sum.toString()));
  }

  @Override
  public List<Buffer> split(Buffer input, int parts) {
    return Span.of(Json.read(input)).split(parts);
  }

  @Override
  public Buffer join(List<Buffer> results) {
    return write(
        results.stream()
            .map(result -> Json.number(Json.read(result), "sum"))
            .reduce(BigInteger.ZERO, BigInteger::add));
  }
}
