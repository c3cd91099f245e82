package dev.drover.filter;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.drover.exchange.Identity;
import dev.drover.status.Failure;
import dev.drover.status.Reason;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.springframework.security.crypto.bcrypt.BCrypt;

/**
 * Checks names and passwords against a file, on threads of its own, so many at once and so many
 * waiting at most. What was right is remembered for a while under an HMAC with a key that nobody
 * knows, together with what the file said, and forgotten with it; requests that ask the same at the
 * same time are answered by one check. Safe for use by any thread.
 */
final class PasswordCheck implements AutoCloseable {
  private static final int LONGEST_PASSWORD = 72;
  private static final int MOST_WAITING = 200;
  private static final int MOST_REMEMBERED = 10_000;

  /** What a file says, and who was found to be right about it. Equal when the files are. */
  private record Users(PasswordFile file, AsyncCache<Digest, Admission.Known> known) {
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Users users && users.file.equals(file);
    }

    @Override
    public int hashCode() {
      return file.hashCode();
    }
  }

  private final WatchedFile<Users> users;
  private final WorkerExecutor workers;
  private final ClaimFields fields;
  private final AtomicInteger busy = new AtomicInteger();
  private final SecretKeySpec secret;

  /**
   * @param place tells these threads from those of others
   * @param clock the present, in nanoseconds
   */
  PasswordCheck(
      Vertx vertx, Basic.Config config, String place, ClaimFields fields, LongSupplier clock) {
    byte[] random = new byte[32];
    new SecureRandom().nextBytes(random);
    this.secret = new SecretKeySpec(random, "HmacSHA256");
    this.fields = fields;
    Caffeine<Object, Object> known =
        Caffeine.newBuilder()
            .maximumSize(MOST_REMEMBERED)
            .expireAfterWrite(config.remember())
            .ticker(clock::getAsLong)
            .executor(Runnable::run);
    this.users =
        WatchedFile.open(
            vertx,
            config.users(),
            config.reload(),
            text -> new Users(PasswordFile.read(text), known.buildAsync()));
    this.workers = vertx.createSharedWorkerExecutor("drover-basic-" + place, config.workers());
  }

  /** What an event loop makes digests with. */
  Mac mac() {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(secret);
      return mac;
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every Java has HmacSHA256", impossible);
    }
  }

  /**
   * Who that is, or null when it is nobody; fails with {@link Reason#SHED} when too many wait.
   *
   * @param digest of both, by {@link #mac}
   */
  CompletableFuture<Admission.@Nullable Known> of(Digest digest, String name, String password) {
    Users now = users.current();
    return now.known().get(digest, (key, executor) -> check(now.file(), name, password));
  }

  private CompletableFuture<Admission.@Nullable Known> check(
      PasswordFile passwords, String name, String password) {
    CompletableFuture<Admission.@Nullable Known> answer = new CompletableFuture<>();
    if (busy.incrementAndGet() > MOST_WAITING) {
      busy.decrementAndGet();
      answer.completeExceptionally(
          Failure.of(Reason.SHED, "Too many passwords wait to be checked.")
              .retryAfter(Duration.ofSeconds(1)));
      return answer;
    }
    workers
        .executeBlocking(() -> matches(passwords, name, password), false)
        .onComplete(
            done -> {
              busy.decrementAndGet();
              if (done.failed()) {
                answer.completeExceptionally(done.cause());
              } else {
                answer.complete(done.result() ? known(name) : null);
              }
            });
    return answer;
  }

  private static boolean matches(PasswordFile passwords, String name, String password) {
    String hash = passwords.hashes().get(name);
    byte[] bytes = password.getBytes(StandardCharsets.UTF_8);
    boolean fits = bytes.length > 0 && bytes.length <= LONGEST_PASSWORD;
    boolean right =
        BCrypt.checkpw(fits ? bytes : new byte[] {1}, hash == null ? passwords.decoy() : hash);
    return right && fits && hash != null;
  }

  private Admission.Known known(String name) {
    Identity identity = Admission.identity("basic", name, Set.of(), Map.of());
    return new Admission.Known(identity, fields.of(identity));
  }

  @Override
  public void close() {
    users.close();
    workers.close();
  }
}
