package dev.ectoscope.log.server;

import dev.ectoscope.log.Position;
import dev.ectoscope.sql.Fingerprint;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A deadlock as the server reports it, with everybody in the circle. Source: DeadLockReport in
 * deadlock.c.
 *
 * @param clock tenths of a millisecond of the epoch, or -1
 */
public record Deadlock(Position position, long clock, List<Participant> participants) {

  public Deadlock {
    participants = List.copyOf(participants);
  }

  /**
   * @param pid of the backend
   * @param lock that it waited for: {@code ShareLock on transaction 744}
   * @param blockedBy pid that held it
   * @param statement that it ran, as printed, or ""
   * @param fingerprint of that, or ""
   */
  public record Participant(
      String pid, String lock, String blockedBy, String statement, String fingerprint) {}

  private static final Pattern WAITS =
      Pattern.compile("^Process (\\d+) waits for (.+); blocked by process (\\d+)\\.$");
  private static final Pattern RUNS = Pattern.compile("^Process (\\d+): (.*)$");

  /** Reads the DETAIL of {@code deadlock detected}. */
  static Deadlock read(Position position, long clock, String detail) {
    Map<String, String[]> waits = new LinkedHashMap<>();
    Map<String, StringBuilder> statements = new LinkedHashMap<>();
    @Nullable StringBuilder running = null;
    for (String line : detail.split("\n")) {
      Matcher waiting = WAITS.matcher(line);
      Matcher runs = RUNS.matcher(line);
      if (waiting.matches() && running == null) {
        waits.put(waiting.group(1), new String[] {waiting.group(2), waiting.group(3)});
      } else if (runs.matches() && waits.containsKey(runs.group(1))) {
        running = new StringBuilder(runs.group(2));
        statements.put(runs.group(1), running);
      } else if (running != null) {
        running.append('\n').append(line);
      }
    }
    List<Participant> participants = new ArrayList<>();
    waits.forEach(
        (pid, wait) -> {
          String statement = statements.getOrDefault(pid, new StringBuilder()).toString();
          String fingerprint = statement.isEmpty() ? "" : Fingerprint.of(statement);
          participants.add(new Participant(pid, wait[0], wait[1], statement, fingerprint));
        });
    return new Deadlock(position, clock, participants);
  }
}
