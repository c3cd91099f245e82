package dev.drover;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.internal.PlatformDependent;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.Queue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** With a Netty of its own, which nothing has used before. */
class ShortQueuesTest {
  private static final int CHUNK = 16;

  @Test
  void theQueuesOfNettyHaveShortChunksAndHoldWhatTheyAreGiven() throws Exception {
    try (URLClassLoader fresh = fresh()) {
      assertThat(install(fresh)).isTrue();
      Queue<Object> queue = queue(fresh);
      assertThat(places(queue)).isBetween(CHUNK, 2 * CHUNK);
      IntStream.range(0, 10_000).forEach(queue::add);
      for (int i = 0; i < 10_000; i++) {
        assertThat(queue.poll()).isEqualTo(i);
      }
      assertThat(queue.poll()).isNull();
    }
  }

  @Test
  void whereNettyCameFirstNothingChanges() throws Exception {
    try (URLClassLoader fresh = fresh()) {
      assertThat(places(queue(fresh))).isGreaterThan(1_000);
      assertThat(install(fresh)).isFalse();
      assertThat(places(queue(fresh))).isGreaterThan(1_000);
    }
  }

  private static URLClassLoader fresh() {
    return new URLClassLoader(
        new URL[] {home(ShortQueues.class), home(PlatformDependent.class)},
        ClassLoader.getPlatformClassLoader());
  }

  private static URL home(Class<?> type) {
    return type.getProtectionDomain().getCodeSource().getLocation();
  }

  private static boolean install(ClassLoader loader) throws ReflectiveOperationException {
    Method install = loader.loadClass(ShortQueues.class.getName()).getDeclaredMethod("install");
    install.setAccessible(true);
    return (boolean) install.invoke(null);
  }

  @SuppressWarnings("unchecked")
  private static Queue<Object> queue(ClassLoader loader) throws ReflectiveOperationException {
    Class<?> netty = loader.loadClass(PlatformDependent.class.getName());
    return (Queue<Object>) netty.getMethod("newMpscQueue").invoke(null);
  }

  /** Of the chunk that the queue is at, with the one that points to the next. */
  private static int places(Queue<?> queue) throws ReflectiveOperationException {
    for (Class<?> type = queue.getClass(); type != null; type = type.getSuperclass()) {
      for (Field field : type.getDeclaredFields()) {
        if (field.getName().startsWith("producerBuffer")) {
          field.setAccessible(true);
          return Array.getLength(field.get(queue));
        }
      }
    }
    throw new InaccessibleObjectException(queue.getClass() + " has no field of its chunk.");
  }
}
