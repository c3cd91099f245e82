package dev.drover.herd.state;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.drover.herd.Entry;
import dev.drover.herd.Herd;
import dev.drover.herd.HerdState;
import dev.drover.herd.Member;
import dev.drover.herd.Version;
import dev.drover.limit.Demand;
import dev.drover.limit.Demands;
import dev.drover.limit.KeyHash;
import dev.drover.limit.Portions;
import dev.drover.limit.ShareBook;
import dev.drover.limit.Shares;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This node's portions of some limits in a herd. What it is asked for is an entry of its own, told
 * at the end of each interval; what was told is worked into shares on the herd's event loop, and
 * read from a field by everyone else.
 */
final class HerdPortions {
  static final String KIND = "demand";
  private static final Logger LOG = LoggerFactory.getLogger(HerdPortions.class);

  private final Herd herd;
  private final Name name;
  private final Place place;
  private final Portions.Terms terms;
  private final ShareBook book;
  private final Demands demands;
  private final AutoCloseable beats;
  private final AtomicBoolean more = new AtomicBoolean();
  private volatile ConcurrentHashMap<String, DoubleAdder> asked = new ConcurrentHashMap<>();
  private volatile Shares shares;
  private final Set<Seat> seats = ConcurrentHashMap.newKeySet();
  private final Consumer<Place> left;
  private int told;

  /** Limits as they are configured. */
  record Place(String about, Portions.Terms terms) {}

  /**
   * @param left told of each who does not use them any more
   */
  HerdPortions(Herd herd, Place place, Consumer<Place> left) {
    this.herd = herd;
    this.place = place;
    this.left = left;
    this.name = new Name(place.about(), "", herd.id());
    this.terms = place.terms();
    this.book = new ShareBook(herd.id(), herd.nodes());
    this.demands = new Demands(terms);
    this.shares =
        new ShareBook(herd.id(), herd.nodes()).at(epoch(), System.nanoTime(), herd.expected());
    this.beats = herd.atEach(Duration.ofNanos(terms.intervalNanos()), () -> herd.run(this::turn));
  }

  private long epoch() {
    return Herd.wall() / terms.intervalNanos();
  }

  /** One who uses them. */
  Portions seat() {
    Seat seat = new Seat();
    seats.add(seat);
    return seat;
  }

  private final class Seat implements Portions {
    private volatile Supplier<Map<Long, Level>> levels = Map::of;

    @Override
    public Shares shares() {
      return shares;
    }

    @Override
    public void asked(String key, double amount) {
      add(key, amount);
    }

    @Override
    public void levels(Supplier<Map<Long, Level>> levels) {
      this.levels = levels;
    }

    @Override
    public void close() {
      if (seats.remove(this)) {
        left.accept(place);
      }
    }
  }

  private void add(String key, double amount) {
    ConcurrentHashMap<String, DoubleAdder> now = asked;
    DoubleAdder sum = now.get(key);
    if (sum == null) {
      if (now.size() >= terms.keys()) {
        more.set(true);
        return;
      }
      sum = now.computeIfAbsent(key, any -> new DoubleAdder());
    }
    sum.add(amount);
  }

  private Map<Long, Portions.Level> levels() {
    Map<Long, Portions.Level> all = new HashMap<>();
    seats.forEach(
        seat ->
            seat.levels.get().forEach((key, level) -> all.merge(key, level, Portions.Level::plus)));
    return all;
  }

  /** An interval has ended. */
  private void turn(Member member) {
    long epoch = epoch();
    ConcurrentHashMap<String, DoubleAdder> ended = asked;
    asked = new ConcurrentHashMap<>();
    Map<Long, Double> sums = new HashMap<>();
    ended.forEach((key, sum) -> sums.merge(KeyHash.of(key), sum.sum(), Double::sum));
    Demand demand = demands.end(epoch - 1, sums, levels(), more.getAndSet(false));
    told = demand.keys().size();
    Duration life = Duration.ofNanos(terms.intervalNanos() * ShareBook.SETTLED);
    member.tell(
        new Entry(
            KIND,
            name.key(),
            bytes(demand),
            new Version(Herd.wall(), herd.id()),
            life.toNanos(),
            false),
        System.nanoTime());
    shares = book.at(epoch, System.nanoTime(), herd.expected());
  }

  /** On the herd's event loop. */
  void heard(Name from, Entry entry) {
    if (!from.about().equals(name.about())) {
      return;
    }
    if (entry.dead()) {
      book.left(from.node());
    } else {
      demand(entry.value()).ifPresent(demand -> book.heard(from.node(), demand));
    }
  }

  private static ByteString bytes(Demand demand) {
    StateValues.Asked.Builder value =
        StateValues.Asked.newBuilder().setEpoch(demand.epoch()).setCut(demand.cut());
    demand
        .keys()
        .forEach(
            (key, rate) ->
                value.addKeys(key).addRates(rate).addHeld(demand.held().getOrDefault(key, 0.0)));
    if (demand.held().isEmpty()) {
      value.clearHeld();
    }
    return value.build().toByteString();
  }

  private static Optional<Demand> demand(ByteString bytes) {
    try {
      StateValues.Asked value = StateValues.Asked.parseFrom(bytes);
      Map<Long, Double> keys = new HashMap<>();
      Map<Long, Double> held = new HashMap<>();
      for (int i = 0; i < Math.min(value.getKeysCount(), value.getRatesCount()); i++) {
        if (number(value.getRates(i))) {
          keys.put(value.getKeys(i), value.getRates(i));
        }
        if (i < value.getHeldCount() && number(value.getHeld(i)) && value.getHeld(i) > 0) {
          held.put(value.getKeys(i), value.getHeld(i));
        }
      }
      return Optional.of(new Demand(value.getEpoch(), value.getCut(), keys, held));
    } catch (InvalidProtocolBufferException broken) {
      return Optional.empty();
    }
  }

  private static boolean number(double told) {
    return told >= 0 && told < Double.MAX_VALUE;
  }

  HerdState.Quota shown() {
    Shares now = shares;
    return new HerdState.Quota(name.about(), now.nodes(), now.pool(), told);
  }

  /** Gives its parts up. */
  void end() {
    try {
      beats.close();
    } catch (Exception e) {
      LOG.warn("The portions of {} could not be given up.", name.about(), e);
    }
    herd.remove(KIND, name.key());
  }
}
