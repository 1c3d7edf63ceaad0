package dev.ectoscope.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A rotated log is read in the order it was written, whatever rotated it. */
class RotationOrderTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        // logrotate, with and without dateext, and with extension
        "a/app.log.10.gz a/app.log.2.gz a/app.log.1 a/app.log",
        "app.log-20231231.gz app.log-20240101 app.log",
        "app.log-2024010123.gz app.log-2024010200 app.log",
        "app.log-1704153600 app.log-1704240000 app.log",
        "app-20240101.log app-20240102.log app.log",
        "app.2.log app.1.log app.log",
        // Erlang's logger_std_h
        "erlang.log.9 erlang.log.1 erlang.log.0 erlang.log",
        // by day, with numbers that count up within one
        "app-2024-01-01.1.log app-2024-01-01.2.log app-2024-01-02.1.log",
        // PostgreSQL and Kubernetes
        "postgresql-2024-01-01_000000.log postgresql-2024-01-01_120000.log",
        "0.log.20240101-030405.gz 0.log.20240102-030405 0.log",
        // runit's svlogd, daemontools' multilog
        "a/@400000006540f1a93b2c1d04.s a/@400000006541f1a90b2c1d04.u a/current",
        // members of one archive, and different logs
        "l.tar!app.log.1 l.tar!app.log",
        "api.log.1 api.log web.log.1 web.log"
      })
  void oldestFirst(String inOrder) {
    List<String> names = List.of(inOrder.split(" "));
    List<String> sorted = new ArrayList<>(names);
    Collections.shuffle(sorted, new Random(3));
    sorted.sort(RotationOrder.BY_TIME);
    assertThat(sorted).isEqualTo(names);
  }

  @Provide
  Arbitrary<String> names() {
    return Arbitraries.of("a", "b", "")
        .flatMap(
            stem ->
                Arbitraries.of("", ".1", ".2", ".10", "-2024-01-01", "-20240102", ".1.gz")
                    .flatMap(
                        one ->
                            Arbitraries.of("", ".log", ".log.1", ".log.gz", ".log-20240101.3")
                                .map(two -> stem + one + two)));
  }

  @Property(tries = 500)
  void itIsATotalOrder(
      @ForAll("names") String a, @ForAll("names") String b, @ForAll("names") String c) {
    RotationOrder order = RotationOrder.BY_TIME;
    assertThat(Integer.signum(order.compare(a, b))).isEqualTo(-Integer.signum(order.compare(b, a)));
    assertThat(order.compare(a, b) == 0).isEqualTo(a.equals(b));
    if (order.compare(a, b) <= 0 && order.compare(b, c) <= 0) {
      assertThat(order.compare(a, c)).isLessThanOrEqualTo(0);
    }
  }
}
