package dev.ectoscope.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.ref.WeakReference;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class LimitedParserTest {

  private final LimitedParser parser = new LimitedParser(Duration.ofSeconds(10));

  /** JSqlParser's own parser holds the trees of all texts that it was given one after the other. */
  @Test
  void treesAreForgotten() throws Exception {
    WeakReference<Object> first = new WeakReference<>(parser.parse("SELECT a FROM b"));
    for (int i = 0; i < 300; i++) {
      parser.parse("SELECT a" + i + " FROM b");
    }
    for (int i = 0; i < 50 && first.get() != null; i++) {
      System.gc();
    }
    assertThat(first.get()).isNull();
  }

  @Test
  void aTextThatWasRefusedDoesNotDisturbTheNext() throws Exception {
    assertThat(parser.parse("SELECT a FROM b")).hasToString("SELECT a FROM b");
    assertThatThrownBy(() -> parser.parse("SELECT FROM WHERE"))
        .isInstanceOf(UnreadableSqlException.class);
    assertThat(parser.parse("SELECT c FROM d")).hasToString("SELECT c FROM d");
  }
}
