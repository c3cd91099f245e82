package dev.drover.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.security.crypto.bcrypt.BCrypt;

class PasswordFileTest {
  private static final String HASH = BCrypt.hashpw("secret", BCrypt.gensalt(4));

  @Test
  void namesHaveHashesOfAnyVersion() throws Exception {
    PasswordFile file =
        PasswordFile.read(
            "# comment\r\n\nalice:%s\r\nbob:%s\n".formatted(HASH, HASH.replace("$2a$", "$2y$")));
    assertThat(file.hashes()).containsOnlyKeys("alice", "bob");
    assertThat(BCrypt.checkpw("secret", file.hashes().getOrDefault("bob", ""))).isTrue();
  }

  @Test
  void theDecoyCostsAsMuchAsTheCostliestAndIsNobodys() throws Exception {
    String costly = HASH.replace("$04$", "$07$");
    PasswordFile file = PasswordFile.read("a:" + HASH + "\nb:" + costly);
    assertThat(file.decoy()).startsWith("$2a$07$");
    assertThat(BCrypt.checkpw("secret", file.decoy())).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "alice:secret, line 1: expected a name",
    "alice:$apr1$abc$def, line 1: expected a name",
    "alice:{hash}|alice:{hash}, line 2: the name is there twice",
    "'', no name",
    "alice:{dear}, line 1: expected a cost"
  })
  void whatIsNoHashIsRefusedAndNotShown(String text, String sentence) {
    String lines =
        text.replace("{hash}", HASH)
            .replace("{dear}", HASH.replace("$04$", "$20$"))
            .replace('|', '\n');
    assertThatThrownBy(() -> PasswordFile.read(lines))
        .hasMessageContaining(sentence)
        .hasMessageNotContaining("secret")
        .hasMessageNotContaining("$");
  }
}
