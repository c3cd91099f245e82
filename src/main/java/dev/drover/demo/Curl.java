package dev.drover.demo;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import java.util.StringJoiner;

/** Writes calls as commands for a POSIX shell with curl(1). */
final class Curl {
  private static final int SECONDS_UPGRADED = 1;

  private Curl() {}

  /** The command, on one line. */
  static String command(Call call, Address address) {
    String curl = curl(call, address);
    if (!call.content().text()) {
      curl = "printf " + call.content().printf() + " | " + curl;
    }
    if (call.view() == Call.View.LENGTH) {
      curl += " | wc -c";
    } else if (!call.content().text()) {
      curl += " | cat -v";
    }
    return call.times() == 1
        ? curl
        : "for i in " + counting(call.times()) + "; do " + curl + "; done";
  }

  private static String curl(Call call, Address address) {
    StringJoiner words = new StringJoiner(" ");
    words.add("curl");
    switch (call.view()) {
      case ALL -> words.add(call.content().text() ? "-i" : "-si");
      case STREAM -> words.add("-sN");
      case STATUS -> words.add("-so /dev/null -w '%{http_code}\\n'");
      case LENGTH -> words.add("-s");
    }
    if (call.version() == HttpVersion.HTTP_2) {
      words.add("--http2-prior-knowledge");
    }
    if (call.upgrades()) {
      words.add("-sN --http1.1 --max-time " + SECONDS_UPGRADED);
    }
    HttpMethod implied = call.content().empty() ? HttpMethod.GET : HttpMethod.POST;
    if (!call.method().equals(implied)) {
      words.add("-X " + call.method());
    }
    call.headers().forEach((name, value) -> words.add("-H '" + name + ": " + value + "'"));
    if (!call.content().text()) {
      words.add("--data-binary @-");
    } else if (!call.content().empty()) {
      words.add("-d '" + call.content().bytes() + "'");
    }
    String url = "http://localhost:" + address.port(call.door()) + call.target();
    return words.add(url.matches("[A-Za-z0-9:/._-]+") ? url : "'" + url + "'").toString();
  }

  private static String counting(int times) {
    StringJoiner numbers = new StringJoiner(" ");
    for (int i = 1; i <= times; i++) {
      numbers.add(Integer.toString(i));
    }
    return numbers.toString();
  }
}
