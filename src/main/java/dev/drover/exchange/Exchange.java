package dev.drover.exchange;

import dev.drover.status.Failure;
import dev.drover.status.GrpcCode;
import dev.drover.status.Reason;
import io.vertx.core.MultiMap;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One request and its answer, from its head to its end.
 *
 * <p>It ends exactly once, whatever breaks: by {@link #complete()} when the answer is written, or
 * by {@link #fail(Failure)} from anywhere. Everything that must be undone then (an attempt
 * upstream, a permit, a timer) is an {@link EndListener}; listeners run in the reverse of the order
 * in which they were added, so what was taken last is given back first and telemetry, added first,
 * sees all.
 *
 * <p>Confined to its event loop; nothing here may be called from elsewhere.
 */
public final class Exchange {
  /** Told when the exchange ends. Must not throw. */
  @FunctionalInterface
  public interface EndListener {
    /**
     * @param failure why it ended, or null when the answer was written in full
     */
    void ended(@Nullable Failure failure);
  }

  /** Takes the interim answers of an upstream: 100 (Continue) and 103 (Early Hints). */
  @FunctionalInterface
  public interface Interim {
    void answer(int status, MultiMap headers);
  }

  /** The deadline of an exchange that has none. */
  public static final long NEVER = Long.MAX_VALUE;

  private static final int MOST_TRIED = 500;
  private static final Stage[] STAGES = Stage.values();

  private final String id;
  private final Request request;
  private final Wheel wheel;
  private final EndListener responder;
  private final long[] stamps = new long[STAGES.length];
  private final List<EndListener> listeners = new ArrayList<>(4);
  private final Wheel.Timer timer =
      new Wheel.Timer() {
        @Override
        protected void expire() {
          fail(Failure.of(Reason.DEADLINE, "The deadline of this request has passed."));
        }
      };

  private Head head;
  private Body body;
  private Protocol protocol;
  private long deadline = NEVER;
  private ErrorForm errors = ErrorForm.PROBLEM;
  private Interim interim = (status, headers) -> {};
  private boolean ended;
  private @Nullable Failure failure;
  private @Nullable Map<Key<?>, Object> values;
  private Map<String, String> failureHeaders = Map.of();

  private String routeId = "";
  private boolean quiet;
  private String endpoint = "";
  private String method = "";
  private String tried = "";
  private int attempts;
  private int status;
  private @Nullable GrpcCode grpcStatus;
  private long requestBytes;
  private long responseBytes;

  @Nullable Exchange previous;
  @Nullable Exchange next;

  /**
   * @param id goes to the upstream, the client and the log
   * @param wheel the timers of the exchange's event loop
   * @param responder writes the answer to a failure; called before all other listeners
   */
  public Exchange(String id, Request request, Wheel wheel, EndListener responder) {
    this.id = id;
    this.request = request;
    this.protocol = request.protocol();
    this.head = request.head();
    this.body = request.body();
    this.wheel = wheel;
    this.responder = responder;
    stamp(Stage.RECEIVED);
  }

  public String id() {
    return id;
  }

  public Request request() {
    return request;
  }

  /** In which protocol the client speaks, and is answered. */
  public Protocol protocol() {
    return protocol;
  }

  /** Notes that the client speaks a protocol that its head alone does not tell. */
  public void protocol(Protocol spoken) {
    protocol = spoken;
  }

  /** Whether the client speaks gRPC itself. */
  public boolean grpc() {
    return protocol == Protocol.GRPC;
  }

  /** What goes upstream: at first what came in, then what filters made of it. */
  public Head head() {
    return head;
  }

  /** Replaces what goes upstream. */
  public void head(Head head) {
    this.head = head;
  }

  /** The content that goes upstream: at first what comes in, then what filters made of it. */
  public Body body() {
    return body;
  }

  /** Replaces the content that goes upstream. */
  public void body(Body body) {
    this.body = body;
  }

  /** The timers of this exchange's event loop. */
  public Wheel wheel() {
    return wheel;
  }

  // Time

  /** When the exchange must be over, on the wheel's clock, or {@link #NEVER}. */
  public long deadline() {
    return deadline;
  }

  /** Nanoseconds left, at least 0; {@link #NEVER} when there is no deadline. */
  public long remaining() {
    return deadline == NEVER ? NEVER : Math.max(0, deadline - wheel.now());
  }

  /**
   * Moves the deadline to that many nanoseconds from the request's arrival. A deadline only ever
   * comes nearer; a later one is ignored.
   */
  public void limit(long nanos) {
    long candidate = stamps[Stage.RECEIVED.ordinal()] + nanos;
    if (nanos < NEVER / 2 && candidate < deadline && !ended) {
      deadline = candidate;
      wheel.arm(timer, candidate);
    }
  }

  /** Notes that the exchange has reached a stage. */
  public void stamp(Stage stage) {
    stamps[stage.ordinal()] = wheel.now();
  }

  /** When it reached a stage, on the wheel's clock; 0 when it has not. */
  public long at(Stage stage) {
    return stamps[stage.ordinal()];
  }

  // The end

  /** Adds a listener; one that comes too late is told at once. */
  public void onEnd(EndListener listener) {
    if (ended) {
      listener.ended(failure);
    } else {
      listeners.add(listener);
    }
  }

  /** Ends the exchange: its answer is written. Does nothing when it has ended before. */
  public void complete() {
    if (!ended) {
      end(null);
    }
  }

  /**
   * Ends the exchange for that reason: the client is told, everything under way is undone.
   *
   * @return whether this was the end; false when it had ended before
   */
  public boolean fail(Failure why) {
    if (ended) {
      return false;
    }
    end(why);
    return true;
  }

  private void end(@Nullable Failure why) {
    ended = true;
    failure = why;
    timer.cancel();
    stamp(Stage.ENDED);
    responder.ended(why);
    for (int i = listeners.size() - 1; i >= 0; i--) {
      listeners.get(i).ended(why);
    }
    listeners.clear();
  }

  public boolean ended() {
    return ended;
  }

  /** Why it ended; empty while it has not, and when it was answered in full. */
  public Optional<Failure> failure() {
    return Optional.ofNullable(failure);
  }

  /** In which form an HTTP client is told of a failure. */
  public ErrorForm errors() {
    return errors;
  }

  /** Chooses the form in which an HTTP client is told of a failure. */
  public void errors(ErrorForm form) {
    errors = form;
  }

  /**
   * Fields of an answer that tells of a failure, beside those of the failure; such as what lets a
   * browser's page read it. Unmodifiable.
   */
  public Map<String, String> failureHeaders() {
    return failureHeaders;
  }

  /** Adds such fields; later ones take the place of earlier ones of the same name. */
  public void failureHeaders(Map<String, String> fields) {
    if (failureHeaders.isEmpty()) {
      failureHeaders = fields;
    } else {
      Map<String, String> all = new LinkedHashMap<>(failureHeaders);
      all.putAll(fields);
      failureHeaders = all;
    }
  }

  /** Says where interim answers go. */
  public void interim(Interim interim) {
    this.interim = interim;
  }

  /** Passes an interim answer to the client; dropped where it cannot be told. */
  public void interim(int status, MultiMap headers) {
    if (!ended) {
      interim.answer(status, headers);
    }
  }

  // What filters leave for one another

  /** What is kept under a key, or null. */
  @SuppressWarnings("unchecked")
  public <T> @Nullable T get(Key<T> key) {
    return values == null ? null : (T) values.get(key);
  }

  /** Keeps a value under a key until the exchange ends. */
  public <T> void put(Key<T> key, T value) {
    if (values == null) {
      values = new IdentityHashMap<>(4);
    }
    values.put(key, value);
  }

  // What the log and the metrics tell

  /** The route's id, empty before there is one. */
  public String routeId() {
    return routeId;
  }

  /** Notes the route, and the name its calls have in metrics: a gRPC method or an HTTP method. */
  public void routed(String routeId, String method) {
    this.routeId = routeId;
    this.method = method;
    stamp(Stage.ROUTED);
  }

  /** Whether it is left out of the access log. */
  public boolean quiet() {
    return quiet;
  }

  /** Leaves it out of the access log. */
  public void hush() {
    quiet = true;
  }

  /** {@code package.Service/Method}, or the HTTP method. */
  public String method() {
    return method;
  }

  /** The endpoint of the last attempt, empty before there is one. */
  public String endpoint() {
    return endpoint;
  }

  /** How many times the request was sent to an endpoint. */
  public int attempts() {
    return attempts;
  }

  /** Notes that the request goes to an endpoint. */
  public void attempt(String endpoint) {
    this.endpoint = endpoint;
    this.attempts++;
    stamp(Stage.SENT);
  }

  /** Where attempts were made that others followed, and how each ended; empty when none was. */
  public String tried() {
    return tried;
  }

  /** Notes an attempt that another one follows: where it was made and how it ended. */
  public void tried(String attempt) {
    if (tried.length() < MOST_TRIED) {
      tried = tried.isEmpty() ? attempt : tried + ", " + attempt;
    }
  }

  /** The HTTP status the client was given, 0 before that. */
  public int status() {
    return status;
  }

  /** Notes the HTTP status of the answer. */
  public void answered(int status) {
    this.status = status;
    if (!ended) {
      stamp(Stage.ANSWERED);
    }
  }

  /** The gRPC status the client was given; empty for HTTP, and before that. */
  public Optional<GrpcCode> grpcStatus() {
    return Optional.ofNullable(grpcStatus);
  }

  /** Notes the gRPC status of the answer. */
  public void answered(GrpcCode code) {
    this.grpcStatus = code;
  }

  /** Bytes of content received from the client. */
  public long requestBytes() {
    return requestBytes;
  }

  /** Bytes of content sent to the client. */
  public long responseBytes() {
    return responseBytes;
  }

  /** Counts content received. */
  public void received(int bytes) {
    requestBytes += bytes;
  }

  /** Counts content sent. */
  public void sent(int bytes) {
    responseBytes += bytes;
  }
}
