package dev.drover.limit;

/**
 * What the nodes of a herd tell each other of the answers in a cache. Nothing here waits for
 * another node. Safe for all threads.
 */
public interface SharedAnswers extends AutoCloseable {
  /** Is told what other nodes say; on the herd's event loop. */
  interface Listener {
    /** Another node has an answer. */
    void came(Parcel parcel);

    /** Another node has gone for what is under a key, and may have it within that time. */
    void gone(String key, long nanos);

    /** What another node has gone for cannot be shared. */
    void nothing(String key);

    /** What is under a key is not so any more. */
    void dropped(String key);
  }

  /**
   * An answer under way.
   *
   * @param key what it is an answer to
   * @param variant tells it from others under the key
   * @param content in whatever form its cache has it
   * @param agedNanos how long ago it was told
   */
  @SuppressWarnings("ArrayRecordComponent") // never changed, never compared
  record Parcel(String key, String variant, byte[] content, long agedNanos) {}

  /**
   * All nodes are given an answer.
   *
   * @return false when there is more to tell than may be: nobody is given it
   */
  boolean tell(String key, String variant, byte[] content);

  /** This node has gone for what is under a key; others may wait so long for it. */
  void gone(String key, long nanos);

  /** What this node has gone for cannot be shared. */
  void nothing(String key);

  /** What is under a key is not so any more. */
  void drop(String key);

  /** It tells, and is told, nothing more. */
  @Override
  void close();
}
