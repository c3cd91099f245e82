package dev.drover.codec.rpc;

import dev.drover.codec.json.JsonItems;
import dev.drover.status.Failure;
import dev.drover.status.Reason;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * The data of server-sent events (WHATWG HTML, section 9.2.6), as they come; comments and other
 * fields are passed over. Confined to one thread.
 */
final class EventData {
  private static final String DATA = "data:";

  private final int most;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private final StringBuilder data = new StringBuilder();
  private boolean returned;

  /**
   * @param most how many bytes an event may have
   */
  EventData(int most) {
    this.most = most;
  }

  /**
   * Takes the next bytes of the stream.
   *
   * @throws Failure TOO_LARGE when an event has too many
   */
  void feed(Buffer content, JsonItems.Sink sink) {
    for (byte b : content.getBytes()) {
      if (b == '\n' && returned) {
        returned = false;
      } else if (b == '\n' || b == '\r') {
        returned = b == '\r';
        line(line.toString(StandardCharsets.UTF_8), sink);
        line.reset();
      } else {
        returned = false;
        line.write(b);
        if (line.size() + data.length() > most) {
          throw Failure.of(Reason.TOO_LARGE, "An event has more than " + most + " bytes.");
        }
      }
    }
  }

  private void line(String text, JsonItems.Sink sink) {
    if (text.isEmpty() && !data.isEmpty()) {
      byte[] bytes = data.toString().getBytes(StandardCharsets.UTF_8);
      data.setLength(0);
      sink.item(bytes, 0, bytes.length);
    } else if (text.startsWith(DATA)) {
      data.append(data.isEmpty() ? "" : "\n").append(text.substring(DATA.length()).stripLeading());
    }
  }
}
