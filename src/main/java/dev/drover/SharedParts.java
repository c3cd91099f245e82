package dev.drover;

import dev.drover.filter.FilterFactory;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What filters have in common on all event loops of a gateway. Safe for use by any thread. */
final class SharedParts implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SharedParts.class);

  private final Map<String, Object> made = new ConcurrentHashMap<>();

  /** What belongs to the filter of that place, such as {@code /routes/3/filters/0}. */
  FilterFactory.Shared of(String place) {
    return new FilterFactory.Shared() {
      @Override
      @SuppressWarnings("unchecked") // a place has one filter, which makes one thing
      public <T> T once(Supplier<T> make) {
        return (T) made.computeIfAbsent(place, absent -> make.get());
      }
    };
  }

  @Override
  public void close() {
    made.forEach(
        (place, part) -> {
          if (part instanceof AutoCloseable closing) {
            close(place, closing);
          }
        });
    made.clear();
  }

  private static void close(String place, AutoCloseable part) {
    try {
      part.close();
    } catch (Exception e) {
      LOG.warn("What the filter at {} holds could not be closed.", place, e);
    }
  }
}
