package dev.ectoscope.sql;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;

/** Any text has a fingerprint and a statement. */
class SqlFuzzTest {

  @FuzzTest
  void fingerprint(byte[] text) {
    String sql = new String(text, UTF_8);
    String normal = Fingerprint.normalise(sql);
    assertThat(Fingerprint.normalise(normal)).isEqualTo(normal);
    assertThat(Fingerprint.normalise(" \t\r\n" + sql)).isEqualTo(normal);
    assertThat(Fingerprint.normalise("/* a */ -- b\n" + sql)).isEqualTo(normal);
    assertThat(Fingerprint.of(sql)).matches("[0-9a-f]{16}");
  }

  @FuzzTest
  void literal(byte[] text) {
    String value = new String(text, UTF_8).replace("'", "''");
    assertThat(Fingerprint.of("SELECT a FROM t WHERE b = '" + value + "' AND c = 2"))
        .isEqualTo(Fingerprint.of("select a\n from t where  b=$1 and c = 17.5e3"));
  }

  @FuzzTest
  void statement(byte[] text) {
    String sql = new String(text, UTF_8);
    Statement read = new SqlReader().read(sql);
    assertThat(read.fingerprint()).isEqualTo(Fingerprint.of(sql));
    assertThat(read.shape().understood() || !read.shape().reason().isBlank()).isTrue();
    assertThat(StatementTitle.of(read.shape())).isNotNull();
    assertThat(StatementSummary.of(read)).isNotNull();
    ServerText.key(sql);
  }
}
