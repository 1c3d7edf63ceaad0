package dev.ectoscope.log.reading;

import static java.util.Comparator.comparingLong;
import static java.util.Objects.requireNonNull;

import dev.ectoscope.log.LogEvent;
import dev.ectoscope.log.RotationOrder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which inputs are files of one rotated log, and in which order they were written. Names say the
 * first; the times that the files print say the second where all print one, since some count their
 * files up, some down, and Erlang's {@code run_erl} round and round. A time of day decides only
 * where by it one file goes on where another ends, and does not by names.
 */
public final class RotatedLogs {

  private static final long MINUTE = 60 * 10_000L;
  private static final long DAY = 24 * 60 * MINUTE;

  /** Of the year that syslog's times without one are given, which is a leap year. */
  private static final long YEAR = 366 * DAY;

  private static final long FIRST_OF_YEAR = YEAR;

  /** Times less better than by names. */
  private static final int CLEARLY = 4;

  // nginx, Log4j and services on Windows: app-1.log; but also each of several instances
  private static final Pattern COUNTED = Pattern.compile("(.*)[-_]\\d{1,4}(\\.log)$");

  private final Map<LogInput, PrintedSpan> spans = new IdentityHashMap<>();

  private RotatedLogs() {}

  /**
   * The files of each log together, the oldest first. Of a log of several files the first lines are
   * read.
   *
   * @param inputs in the order of {@link RotationOrder}
   */
  public static List<List<LogInput>> of(List<LogInput> inputs) {
    RotatedLogs logs = new RotatedLogs();
    List<List<LogInput>> inTime = new ArrayList<>();
    for (List<LogInput> set : logs.byName(inputs, RotatedLogs::goesOn)) {
      inTime.addAll(set.size() == 1 ? List.of(set) : logs.inTime(set));
    }
    return logs.counted(inTime);
  }

  private interface Together {
    boolean test(LogInput before, LogInput after);
  }

  private static boolean goesOn(LogInput before, LogInput after) {
    return RotationOrder.BY_TIME.goesOn(before.path(), after.path());
  }

  private List<List<LogInput>> byName(List<LogInput> inputs, Together together) {
    List<List<LogInput>> logs = new ArrayList<>();
    LogInput last = null;
    for (LogInput input : inputs) {
      if (last == null || !together.test(last, input)) {
        logs.add(new ArrayList<>());
      }
      logs.get(logs.size() - 1).add(input);
      last = input;
    }
    return logs;
  }

  private List<List<LogInput>> inTime(List<LogInput> set) {
    if (!allPrintTimes(set)) {
      return List.of(set);
    }
    if (set.stream().allMatch(this::isDated)) {
      List<LogInput> sorted = byDate(set);
      // Several write at the same time: they are not one log.
      return overlap(sorted) ? set.stream().map(List::of).toList() : List.of(sorted);
    }
    return List.of(byClock(set));
  }

  /** Files that only a number tells apart are one log where each begins as the one before ends. */
  private List<List<LogInput>> counted(List<List<LogInput>> logs) {
    List<List<LogInput>> all = new ArrayList<>();
    List<LogInput> single = new ArrayList<>();
    for (List<LogInput> log : logs) {
      if (log.size() == 1) {
        single.add(log.get(0));
      } else {
        all.addAll(goingOn(single));
        single.clear();
        all.add(log);
      }
    }
    all.addAll(goingOn(single));
    return all;
  }

  private List<List<LogInput>> goingOn(List<LogInput> single) {
    List<List<LogInput>> logs = new ArrayList<>();
    for (List<LogInput> set : byName(single, RotatedLogs::areCounted)) {
      boolean dated = set.size() > 1 && allPrintTimes(set) && set.stream().allMatch(this::isDated);
      List<LogInput> sorted = dated ? byDate(set) : set;
      logs.addAll(dated && areNext(sorted) ? List.of(sorted) : set.stream().map(List::of).toList());
    }
    return logs;
  }

  private static boolean areCounted(LogInput before, LogInput after) {
    String log = counted(before.path());
    return !log.isEmpty() && (log.equals(counted(after.path())) || log.equals(after.path()));
  }

  private static String counted(String path) {
    Matcher counted = COUNTED.matcher(path);
    return counted.matches() ? counted.group(1) + counted.group(2) : "";
  }

  private boolean allPrintTimes(List<LogInput> set) {
    for (LogInput input : set) {
      if (!spans.containsKey(input)) {
        Optional<PrintedSpan> span =
            input.isQuicklyOpened() ? PrintedSpan.of(input) : Optional.empty();
        if (span.isEmpty()) {
          return false;
        }
        spans.put(input, span.get());
      }
    }
    return true;
  }

  private long first(LogInput input) {
    return requireNonNull(spans.get(input)).first();
  }

  private long last(LogInput input) {
    return requireNonNull(spans.get(input)).last();
  }

  private boolean isDated(LogInput input) {
    return first(input) >= PrintedSpan.FIRST_DATE;
  }

  private List<LogInput> byDate(List<LogInput> set) {
    return set.stream().sorted(comparingLong(this::first)).toList();
  }

  private boolean overlap(List<LogInput> sorted) {
    for (int i = 1; i < sorted.size(); i++) {
      if (last(sorted.get(i - 1)) > first(sorted.get(i)) + MINUTE) {
        return true;
      }
    }
    return false;
  }

  private boolean areNext(List<LogInput> sorted) {
    for (int i = 1; i < sorted.size(); i++) {
      if (Math.abs(last(sorted.get(i - 1)) - first(sorted.get(i))) > MINUTE) {
        return false;
      }
    }
    return true;
  }

  private List<LogInput> byClock(List<LogInput> set) {
    long round = first(set.get(0)) >= FIRST_OF_YEAR ? YEAR : DAY;
    boolean alike =
        set.stream()
            .allMatch(
                i ->
                    last(i) != LogEvent.ABSENT
                        && !isDated(i)
                        && first(i) >= FIRST_OF_YEAR == (round == YEAR));
    long byName = alike ? pauses(set, round) : 0;
    if (byName < round / 2) {
      return set;
    }
    List<LogInput> best = set;
    long least = byName / CLEARLY;
    List<LogInput> up = new ArrayList<>(set);
    Collections.reverse(up);
    for (int i = 0; i < up.size(); i++) {
      long pauses = pauses(up, round);
      if (pauses < least) {
        best = List.copyOf(up);
        least = pauses;
      }
      Collections.rotate(up, 1);
    }
    return best;
  }

  /** From the end of each to the beginning of the next, on a clock that goes round. */
  private long pauses(List<LogInput> log, long round) {
    long sum = 0;
    for (int i = 1; i < log.size(); i++) {
      long pause = Math.floorMod(first(log.get(i)) - last(log.get(i - 1)), round);
      sum += pause > round - MINUTE ? 0 : pause;
    }
    return sum;
  }
}
