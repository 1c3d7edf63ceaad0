package dev.ectoscope.log.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever {@code log_line_prefix} says, time and process are found, told or not. */
class LinePrefixTest {

  private static final long TEN_O_CLOCK = 17_672_616_001_230L; // 2026-01-01 10:00:00.123 UTC

  @Provide
  Arbitrary<String> settings() {
    Arbitrary<String> time = Arbitraries.of("%m ", "%n ", "<%m> ", "%m:", "[%n]|", "%m:%r:%u@%d:");
    Arbitrary<String> pid = Arbitraries.of("[%p] ", "%p ", "%p: ", "[%p]: [%l-1] ", "(%p,%l) ");
    Arbitrary<String> rest =
        Arbitraries.of(
            "", "%q%u@%d ", "user=%u,db=%d,app=%a,client=%h ", "%r|%v|%x|", "%e ", "%-12u ");
    return time.flatMap(t -> pid.flatMap(p -> rest.map(r -> t + p + r)));
  }

  /** As the server would print it for one line of a session. */
  private static String prefix(String setting, int pid, int line) {
    return setting
        .replace("%q", "")
        .replace("%m", "2026-01-01 10:00:00.123 UTC")
        .replace("%n", "1767261600.123")
        .replace("%p", String.valueOf(pid))
        .replace("%l", String.valueOf(line))
        .replace("%-12u", "app         ")
        .replace("%u", "app")
        .replace("%d", "shop")
        .replace("%a", "web 2")
        .replace("%h", "10.0.0.7")
        .replace("%r", "10.0.0.7(" + (pid - 1000) + ")")
        .replace("%v", "3/17")
        .replace("%x", "0")
        .replace("%e", "00000");
  }

  private static List<String> log(String setting) {
    List<String> lines = new ArrayList<>();
    for (int report = 0; report < 4; report++) {
      int pid = 4000 + report % 2;
      lines.add(prefix(setting, pid, 2 * report + 1) + "LOG:  execute a: SELECT $1");
      lines.add(prefix(setting, pid, 2 * report + 2) + "DETAIL:  Parameters: $1 = '2'");
    }
    return lines;
  }

  private static void check(LinePrefix prefix, String setting) {
    Map<String, String> sessions = new HashMap<>();
    for (String line : log(setting)) {
      String before = line.substring(0, Severity.in(line).from());
      LinePrefix.Parsed parsed = prefix.parse(before);
      assertThat(parsed).as(before).isNotNull();
      assertThat(parsed.clock()).as(before).isEqualTo(TEN_O_CLOCK);
      assertThat(parsed.session()).as(before).isNotEmpty();
      assertThat(sessions.computeIfAbsent(pid(line), p -> parsed.session()))
          .as(before)
          .isEqualTo(parsed.session());
    }
    assertThat(sessions.get("4000")).isNotEqualTo(sessions.get("4001"));
  }

  private static String pid(String line) {
    return line.contains("4000") || line.contains("(3000)") ? "4000" : "4001";
  }

  @Property(tries = 200)
  void inferred(@ForAll("settings") String setting) {
    check(LinePrefix.infer(log(setting), Language.ENGLISH), setting);
  }

  @Property(tries = 200)
  void told(@ForAll("settings") String setting) {
    check(LinePrefix.told(setting), setting);
  }
}
