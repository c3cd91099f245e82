package dev.drover.limit;

/** What the nodes of a herd tell each other of the endpoints of one upstream. For all threads. */
public interface SharedEjections {
  /** Is told what the nodes have found together; on any thread. */
  interface Listener {
    /** Enough nodes have seen an endpoint fail: it gets no calls here for that long. */
    void out(String endpoint, long nanos);

    /** A node has tried it again, and it works. */
    void back(String endpoint);
  }

  /** This node has left an endpoint alone, for that long. */
  void failed(String endpoint, long nanos);

  /** This node has tried an endpoint again that it had left alone, and it works. */
  void works(String endpoint);

  /** Tells a listener from now on, and at once what is known. */
  void join(Listener listener);

  /** Tells it no more. */
  void leave(Listener listener);
}
