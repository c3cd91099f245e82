package dev.drover;

import io.netty.util.internal.PlatformDependent;
import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup;
import java.util.Arrays;
import java.util.Optional;

/**
 * Gives the queues that Netty makes for several producers chunks of 16 places instead of 1,024.
 * Vert.x makes one for each HTTP/2 stream, two for a relayed call, and hardly ever puts more than
 * one message in it: half of what a call allocates, and of the memory of a call that waits. A queue
 * that needs more places takes another chunk.
 *
 * <p>The number is a constant in the code of a nested class of {@link PlatformDependent}. That
 * class is defined here, before Netty asks for it, from its own bytes with the other number ({@link
 * Lookup#defineClass}). Where Netty is not as expected, or came first, all stays as it is.
 */
final class ShortQueues {
  private static final String NAME = "PlatformDependent$Mpsc.class";

  /** {@code sipush 1024}, JVMS 6.5, and how often the class has it. */
  private static final byte[] LONG = {0x11, 0x04, 0x00};

  private static final byte[] SHORT = {0x11, 0x00, 0x10};
  private static final int TIMES = 4;

  private ShortQueues() {}

  /**
   * Does it for this process; to be called before anything of Netty is used.
   *
   * @return whether it is so now
   */
  static boolean install() {
    try (InputStream in = PlatformDependent.class.getResourceAsStream(NAME)) {
      Optional<byte[]> changed = in == null ? Optional.empty() : shortened(in.readAllBytes());
      if (changed.isEmpty()) {
        return false;
      }
      Lookup netty = MethodHandles.privateLookupIn(PlatformDependent.class, MethodHandles.lookup());
      netty.defineClass(changed.get());
      return true;
    } catch (IOException | IllegalAccessException | LinkageError late) {
      return false;
    }
  }

  private static Optional<byte[]> shortened(byte[] code) {
    int times = 0;
    for (int i = 0; i + LONG.length <= code.length; i++) {
      if (Arrays.equals(code, i, i + LONG.length, LONG, 0, LONG.length)) {
        System.arraycopy(SHORT, 0, code, i, SHORT.length);
        times++;
      }
    }
    return times == TIMES ? Optional.of(code) : Optional.empty();
  }
}
