package dev.drover.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An HTTP/1.1 origin whose every byte is scripted. Each connection runs the script in its own
 * thread; an {@link IOException} out of a script is the peer's end of the connection and ends it
 * quietly.
 */
public final class RawOrigin implements AutoCloseable {
  /** What happens on one connection. */
  @FunctionalInterface
  public interface Script {
    void serve(Connection connection) throws Exception;
  }

  private final ServerSocket server;
  private final Script script;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Set<Connection> open = ConcurrentHashMap.newKeySet();
  private final AtomicInteger accepted = new AtomicInteger();
  private final AtomicInteger busy = new AtomicInteger();
  private final AtomicInteger maxBusy = new AtomicInteger();
  private final List<RawMessage> requests = new CopyOnWriteArrayList<>();

  private RawOrigin(Script script, int port) throws IOException {
    this.script = script;
    this.server = new ServerSocket(port, 1024, InetAddress.getByName("127.0.0.1"));
    thread("accept", this::accept);
  }

  /** An origin on a free port of 127.0.0.1. */
  public static RawOrigin start(Script script) {
    return start(0, script);
  }

  /** An origin on that port, such as one that was free a moment ago. */
  public static RawOrigin start(int port, Script script) {
    try {
      return new RawOrigin(script, port);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** An origin that gives every request the same answer and keeps its connections. */
  public static RawOrigin answering(String response) {
    return start(
        connection -> {
          while (true) {
            connection.readRequest();
            connection.write(response);
          }
        });
  }

  /** An answer of status 200 with a text. */
  public static String ok(String text) {
    return "HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ncontent-length: "
        + text.length()
        + "\r\n\r\n"
        + text;
  }

  /** A port of 127.0.0.1 on which nothing listens: a connection to it is refused. */
  public static int refusedPort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public int port() {
    return server.getLocalPort();
  }

  /** How many connections were accepted. */
  public int connections() {
    return accepted.get();
  }

  /** How many connections are open now. */
  public int open() {
    return open.size();
  }

  /** The largest number of requests that were between their reading and the next one's. */
  public int maxConcurrent() {
    return maxBusy.get();
  }

  /** The requests read so far. */
  public List<RawMessage> requests() {
    return List.copyOf(requests);
  }

  /** Waits for the n-th request, counted from 1. */
  public RawMessage awaitRequest(int n) {
    Eventually.await(
        () -> requests.size() >= n,
        Duration.ofSeconds(10),
        () -> "The origin was sent " + requests.size() + " requests, not " + n + ".");
    return requests.get(n - 1);
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Connection connection = new Connection(server.accept(), accepted.incrementAndGet());
        open.add(connection);
        thread("connection-" + connection.number(), connection::run);
      } catch (IOException e) {
        return;
      }
    }
  }

  private void thread(String name, Runnable body) {
    Thread thread = new Thread(body, "origin-" + port() + "-" + name);
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() {
    closed.countDown();
    try {
      server.close();
      for (Connection connection : open) {
        connection.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One accepted connection. */
  public final class Connection extends RawSocket {
    private final int number;
    private boolean inRequest;

    private Connection(Socket socket, int number) throws IOException {
      super(socket, 0);
      this.number = number;
    }

    /** The first connection of the origin is number 1. */
    public int number() {
      return number;
    }

    /** Reads the next request with its body, and records it. */
    public RawMessage readRequest() throws IOException {
      return record(readBody(readRequestHead()));
    }

    /** Reads the next request's head; it is not recorded, {@link #record} does that. */
    public RawMessage readRequestHead() throws IOException {
      done();
      RawMessage head = readHead();
      inRequest = true;
      maxBusy.accumulateAndGet(busy.incrementAndGet(), Math::max);
      return head;
    }

    /** Adds a request to the origin's record. */
    public RawMessage record(RawMessage request) {
      requests.add(request);
      return request;
    }

    /** Waits that long, or until the origin is closed. */
    public void pause(Duration duration) throws InterruptedException {
      closed.await(duration.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Never answers: waits until the origin is closed. */
    public void stall() throws InterruptedException {
      closed.await();
    }

    /** Waits for the peer's FIN or RST, ignoring what it sends. */
    public void awaitEnd() {
      try {
        while (read() >= 0) {}
      } catch (IOException reset) {
        // an end as good as another
      }
    }

    private void done() {
      if (inRequest) {
        inRequest = false;
        busy.decrementAndGet();
      }
    }

    private void run() {
      try {
        script.serve(this);
      } catch (IOException e) {
        // the peer has gone
      } catch (Exception e) {
        if (closed.getCount() > 0) {
          throw new IllegalStateException("The script of an origin failed.", e);
        }
      } finally {
        done();
        open.remove(this);
        try {
          close();
        } catch (IOException e) {
          // closed already
        }
      }
    }
  }
}
