package dev.drover.testing;

import io.grpc.Attributes;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerTransportFilter;
import io.grpc.Status;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Notes what a grpc-java server was called with, and how each call ended. */
public final class GrpcRecorder implements ServerInterceptor {
  private final List<Call> calls = new CopyOnWriteArrayList<>();
  private final AtomicInteger busy = new AtomicInteger();
  private final AtomicInteger maxBusy = new AtomicInteger();
  private final AtomicInteger accepted = new AtomicInteger();
  private final AtomicInteger open = new AtomicInteger();

  /** The calls so far, in the order of their arrival. */
  public List<Call> calls() {
    return List.copyOf(calls);
  }

  /** The largest number of calls that were open at the same time. */
  public int maxConcurrent() {
    return maxBusy.get();
  }

  int connections() {
    return accepted.get();
  }

  int open() {
    return open.get();
  }

  ServerTransportFilter transports() {
    return new ServerTransportFilter() {
      @Override
      public Attributes transportReady(Attributes attributes) {
        accepted.incrementAndGet();
        open.incrementAndGet();
        return attributes;
      }

      @Override
      public void transportTerminated(Attributes attributes) {
        open.decrementAndGet();
      }
    };
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    Call record =
        new Call(
            call.getMethodDescriptor().getFullMethodName(),
            call.getAuthority() == null ? "" : call.getAuthority(),
            headers,
            Optional.ofNullable(Context.current().getDeadline()).map(GrpcRecorder::remaining));
    calls.add(record);
    maxBusy.accumulateAndGet(busy.incrementAndGet(), Math::max);
    ServerCall<Q, A> observed =
        new SimpleForwardingServerCall<>(call) {
          @Override
          public void close(Status status, Metadata trailers) {
            record.status = Optional.of(status);
            super.close(status, trailers);
          }
        };
    return new SimpleForwardingServerCallListener<>(next.startCall(observed, headers)) {
      @Override
      public void onMessage(Q message) {
        record.messages.incrementAndGet();
        super.onMessage(message);
      }

      @Override
      public void onCancel() {
        record.cancelledNanos = System.nanoTime();
        busy.decrementAndGet();
        super.onCancel();
      }

      @Override
      public void onComplete() {
        record.completed = true;
        busy.decrementAndGet();
        super.onComplete();
      }
    };
  }

  private static Duration remaining(Deadline deadline) {
    return Duration.ofNanos(deadline.timeRemaining(TimeUnit.NANOSECONDS));
  }

  /** One call as the server saw it. */
  public static final class Call {
    private final String method;
    private final String authority;
    private final Metadata headers;
    private final Optional<Duration> timeout;
    private final long startedNanos = System.nanoTime();
    private final AtomicInteger messages = new AtomicInteger();
    private volatile Optional<Status> status = Optional.empty();
    private volatile long cancelledNanos;
    private volatile boolean completed;

    private Call(String method, String authority, Metadata headers, Optional<Duration> timeout) {
      this.method = method;
      this.authority = authority;
      this.headers = headers;
      this.timeout = timeout;
    }

    /** {@code package.Service/Method}. */
    public String method() {
      return method;
    }

    /** The authority it was called under. */
    public String authority() {
      return authority;
    }

    /** The metadata it came with. */
    public Metadata headers() {
      return headers;
    }

    /** The time it was given ({@code grpc-timeout}), less the little it took to look. */
    public Optional<Duration> timeout() {
      return timeout;
    }

    /** {@link System#nanoTime()} when it came. */
    public long startedNanos() {
      return startedNanos;
    }

    /** How many messages it brought so far. */
    public int messages() {
      return messages.get();
    }

    /** What the server closed it with. */
    public Optional<Status> status() {
      return status;
    }

    /** Whether it was cancelled: by the client, by its deadline or by a lost connection. */
    public boolean cancelled() {
      return cancelledNanos != 0;
    }

    /** {@link System#nanoTime()} when it was cancelled. */
    public long cancelledNanos() {
      return cancelledNanos;
    }

    /** Whether its answer was sent whole. */
    public boolean completed() {
      return completed;
    }
  }
}
