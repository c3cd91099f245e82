package dev.drover.upstream.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.testing.Eventually;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileEndpointsTest {
  private final Path file;

  FileEndpointsTest(@TempDir Path folder) {
    this.file = folder.resolve("endpoints.json");
  }

  private Found watch() {
    return Found.by(
        new FileEndpoints.Factory(), "{\"path\": \"" + file + "\", \"poll\": \"20ms\"}");
  }

  /** As those who write such files should: another file takes its place at once. */
  private void replace(String text) throws IOException {
    Path fresh = file.resolveSibling("fresh.json");
    Files.writeString(fresh, text);
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
  }

  @Test
  void aListIsReadWithWhatIsSaidOfEachServer() throws IOException {
    replace(
        """
        ["10.0.0.1:80", {"address": "10.0.0.2:80", "weight": 3, "priority": 1, "zone": "a"}]
        """);
    try (Found found = watch()) {
      assertThat(found.addresses(1)).containsExactly("10.0.0.1:80", "10.0.0.2:80");
      assertThat(found.list(1).get(1).weight()).isEqualTo(3);
      assertThat(found.list(1).get(1).priority()).isEqualTo(1);
      assertThat(found.list(1).get(1).zone()).isEqualTo(Optional.of("a"));
    }
  }

  @Test
  void anObjectWithEndpointsIsAsGoodAsAList() throws IOException {
    replace("{\"endpoints\": [\"10.0.0.1:80\"]}");
    try (Found found = watch()) {
      assertThat(found.addresses(1)).containsExactly("10.0.0.1:80");
    }
  }

  @Test
  void anotherFileInItsPlaceIsReadEvenWithTheSameTimeAndSize() throws IOException {
    replace("[\"10.0.0.1:80\"]");
    FileTime time = Files.getLastModifiedTime(file);
    try (Found found = watch()) {
      found.list(1);
      Path fresh = file.resolveSibling("fresh.json");
      Files.writeString(fresh, "[\"10.0.0.2:80\"]");
      Files.setLastModifiedTime(fresh, time);
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
      assertThat(found.addresses(2)).containsExactly("10.0.0.2:80");
    }
  }

  @Test
  void aHalfWrittenFileIsAFailureUntilItIsWhole() throws IOException {
    replace("[\"10.0.0.1:80\"]");
    try (Found found = watch()) {
      found.list(1);
      Files.writeString(file, "[\"10.0.0.1:80\", \"10.0");
      assertThat(found.failure(1)).startsWith(file + " is no list of endpoints: line 1, column");
      assertThat(found.changes()).isEqualTo(1);
      Files.writeString(file, "[\"10.0.0.1:80\", \"10.0.0.2:80\"]");
      assertThat(found.addresses(2)).containsExactly("10.0.0.1:80", "10.0.0.2:80");
    }
  }

  @Test
  void whatIsWrongIsSaidWithItsPlace() throws IOException {
    replace("[\n  \"10.0.0.1\",\n  {\"adress\": \"10.0.0.2:80\"}\n]");
    try (Found found = watch()) {
      assertThat(found.failure(1))
          .contains("line 2, column 3: \"10.0.0.1\" is no endpoint")
          .contains("more problem");
    }
  }

  @Test
  void aFileThatComesLaterIsReadThen() throws IOException {
    try (Found found = watch()) {
      assertThat(found.failure(1)).isEqualTo(file + " is not there.");
      replace("[\"10.0.0.1:80\"]");
      assertThat(found.addresses(1)).containsExactly("10.0.0.1:80");
    }
  }

  @Test
  void aFileThatSaysTheSameInOtherWordsChangesNothing() throws IOException {
    replace("[\"10.0.0.1:80\"]");
    try (Found found = watch()) {
      found.list(1);
      replace("{ \"endpoints\": [ {\"address\": \"10.0.0.1:80\"} ] }");
      Eventually.holds(() -> found.changes() == 1, Duration.ofMillis(200), "It was told again");
      replace("{ \"endpoints\": [ {\"address\": \"10.0.0.2:80\"} ] }");
      assertThat(found.addresses(2)).containsExactly("10.0.0.2:80");
    }
  }
}
