package dev.drover.filter;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names and bcrypt hashes as {@code htpasswd -B} writes them, a line each: {@code
 * alice:$2y$10$...}. Empty lines and those that begin with {@code #} say nothing. Immutable.
 *
 * @param hashes by name
 * @param decoy a hash of nobody, as costly as the costliest, so that asking for a name that is not
 *     there takes as long
 */
record PasswordFile(Map<String, String> hashes, String decoy) {
  private static final Pattern LINE =
      Pattern.compile("([^:]{1,255}):\\$2[aby]\\$(\\d\\d)(\\$[./A-Za-z0-9]{53})");
  private static final int LEAST_COST = 4;
  private static final int MOST_COST = 14;
  private static final String NOBODY = "$......................" + ".".repeat(31);

  PasswordFile {
    hashes = Map.copyOf(hashes);
  }

  /**
   * Reads such a file.
   *
   * @throws WatchedFile.Unusable with the number of the line that cannot be used
   */
  static PasswordFile read(String text) throws WatchedFile.Unusable {
    Map<String, String> hashes = new HashMap<>();
    int most = LEAST_COST;
    int number = 0;
    for (String raw : text.split("\n", -1)) {
      number++;
      String line = raw.strip();
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      Matcher found = LINE.matcher(line);
      if (!found.matches()) {
        throw wrong(number, "expected a name, a colon and a bcrypt hash, as htpasswd -B writes it");
      }
      int cost = Integer.parseInt(found.group(2));
      if (cost < LEAST_COST || cost > MOST_COST) {
        throw wrong(number, "expected a cost from " + LEAST_COST + " to " + MOST_COST);
      }
      most = Math.max(most, cost);
      String hash = "$2a$" + found.group(2) + found.group(3);
      if (hashes.put(found.group(1), hash) != null) {
        throw wrong(number, "the name is there twice");
      }
    }
    if (hashes.isEmpty()) {
      throw new WatchedFile.Unusable("It has no name.");
    }
    return new PasswordFile(hashes, "$2a$" + (most < 10 ? "0" : "") + most + NOBODY);
  }

  private static WatchedFile.Unusable wrong(int line, String expected) {
    return new WatchedFile.Unusable("line " + line + ": " + expected + ".");
  }
}
