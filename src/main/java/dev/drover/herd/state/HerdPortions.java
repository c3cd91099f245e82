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
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.DoubleAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This node's portions of some limits in a herd. What it is asked for is an entry of its own, told
 * at the end of each interval; what was told is worked into shares on the herd's event loop, and
 * read from a field by everyone else.
 */
final class HerdPortions implements Portions, AutoCloseable {
  static final String KIND = "demand";
  private static final Logger LOG = LoggerFactory.getLogger(HerdPortions.class);

  private final Herd herd;
  private final Name name;
  private final Terms terms;
  private final ShareBook book;
  private final Demands demands;
  private final AutoCloseable beats;
  private final AtomicBoolean more = new AtomicBoolean();
  private volatile ConcurrentHashMap<String, DoubleAdder> asked = new ConcurrentHashMap<>();
  private volatile Shares shares;
  private int told;

  HerdPortions(Herd herd, String about, Terms terms) {
    this.herd = herd;
    this.name = new Name(about, "", herd.id());
    this.terms = terms;
    this.book = new ShareBook(herd.id());
    this.demands = new Demands(terms);
    this.shares = new ShareBook(herd.id()).at(epoch(), System.nanoTime(), herd.expected());
    this.beats = herd.atEach(Duration.ofNanos(terms.intervalNanos()), () -> herd.run(this::turn));
  }

  private long epoch() {
    return Herd.wall() / terms.intervalNanos();
  }

  @Override
  public Shares shares() {
    return shares;
  }

  @Override
  public void asked(String key, double amount) {
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

  /** An interval has ended. */
  private void turn(Member member) {
    long epoch = epoch();
    ConcurrentHashMap<String, DoubleAdder> ended = asked;
    asked = new ConcurrentHashMap<>();
    Map<Long, Double> sums = new HashMap<>();
    ended.forEach((key, sum) -> sums.merge(KeyHash.of(key), sum.sum(), Double::sum));
    Demand demand = demands.end(epoch - 1, sums, more.getAndSet(false));
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
    if (entry.dead()) {
      book.left(from.node());
    } else {
      demand(entry.value()).ifPresent(demand -> book.heard(from.node(), demand));
    }
  }

  private static ByteString bytes(Demand demand) {
    StateValues.Asked.Builder value =
        StateValues.Asked.newBuilder().setEpoch(demand.epoch()).setCut(demand.cut());
    demand.keys().forEach((key, rate) -> value.addKeys(key).addRates(rate));
    return value.build().toByteString();
  }

  private static Optional<Demand> demand(ByteString bytes) {
    try {
      StateValues.Asked value = StateValues.Asked.parseFrom(bytes);
      Map<Long, Double> keys = new HashMap<>();
      for (int i = 0; i < Math.min(value.getKeysCount(), value.getRatesCount()); i++) {
        double rate = value.getRates(i);
        if (rate >= 0 && rate < Double.MAX_VALUE) {
          keys.put(value.getKeys(i), rate);
        }
      }
      return Optional.of(new Demand(value.getEpoch(), value.getCut(), keys));
    } catch (InvalidProtocolBufferException broken) {
      return Optional.empty();
    }
  }

  HerdState.Quota shown() {
    Shares now = shares;
    return new HerdState.Quota(name.about(), now.nodes(), now.pool(), told);
  }

  /** Gives its parts up. */
  @Override
  public void close() {
    try {
      beats.close();
    } catch (Exception e) {
      LOG.warn("The portions of {} could not be given up.", name.about(), e);
    }
    herd.remove(KIND, name.key());
  }
}
