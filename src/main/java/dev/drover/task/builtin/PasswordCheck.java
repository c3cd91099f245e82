package dev.drover.task.builtin;

import com.fasterxml.jackson.databind.JsonNode;
import dev.drover.config.Default;
import dev.drover.config.Doc;
import dev.drover.config.Range;
import dev.drover.status.Failure;
import dev.drover.status.Reason;
import dev.drover.task.Form;
import dev.drover.task.Task;
import dev.drover.task.TaskFactory;
import dev.drover.task.Traits;
import dev.drover.task.Work;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import org.springframework.security.crypto.bcrypt.BCrypt;

/** Whether a password is that of a bcrypt hash: {@code {"password": "..", "hash": "$2b$12$.."}}. */
public final class PasswordCheck implements Task {
  private static final int MOST_BYTES = 72;
  private static final int COST_AT = 4;

  /** Its configuration. */
  @Doc("Whether a password is that of a bcrypt hash.")
  public record Config(
      @Doc("The highest cost of a hash that is worked on; one more takes twice as long.")
          @Default("14")
          @Range(min = "4", max = "31")
          int cost) {}

  /** Makes it. */
  public static final class Factory implements TaskFactory<Config> {
    @Override
    public String name() {
      return "password";
    }

    @Override
    public Class<Config> config() {
      return Config.class;
    }

    @Override
    public Traits traits() {
      return Traits.pure(Form.JSON, Form.JSON);
    }

    @Override
    public Task create(Config config) {
      return new PasswordCheck(config);
    }
  }

  private final Config config;

  PasswordCheck(Config config) {
    this.config = config;
  }

  @Override
  public Buffer run(Buffer input, Work work) {
    JsonNode asked = Json.read(input);
    byte[] password = Json.text(asked, "password").getBytes(StandardCharsets.UTF_8);
    String hash = Json.text(asked, "hash");
    if (!hash.matches("\\$2[abxy]?\\$\\d\\d\\$[./A-Za-z0-9]{53}")) {
      throw Failure.of(Reason.MALFORMED, "\"hash\" is no bcrypt hash.");
    }
    int at = hash.indexOf('$', 1) + 1;
    if (Integer.parseInt(hash.substring(at, at + COST_AT - 2)) > config.cost()) {
      throw Failure.of(Reason.MALFORMED, "The hash has a cost of more than " + config.cost() + ".");
    }
    boolean same =
        password.length > 0 && password.length <= MOST_BYTES && BCrypt.checkpw(password, hash);
    return Json.write(Json.object().put("verified", same));
  }
}
