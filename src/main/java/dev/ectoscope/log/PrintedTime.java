package dev.ectoscope.log;

import java.time.LocalDate;

/**
 * The time that Elixir's Logger prints before an entry, with or without a date. A time of day is
 * counted on from the first midnight before the log: then it matters what was read before.
 */
final class PrintedTime {

  private static final long DAY = 24L * 60 * 60 * 10_000;

  private long startedAfter;
  private long midnights;
  private long firstTimeOfDay = -1;
  private long lastTimeOfDay = -1;
  private long lastDateKey = -1;
  private long lastDate;

  /** The index after the time and its zone at {@code at}, or -1 when none stands there. */
  int end(byte[] bytes, int at, int to) {
    int time = isDate(bytes, at, to) ? at + 11 : at;
    return isTime(bytes, time, to) ? afterTime(bytes, time, to) : -1;
  }

  /** The time at {@code at}, where there is one: tenths of a millisecond. */
  long read(byte[] bytes, int at, int to) {
    boolean dated = isDate(bytes, at, to);
    long timeOfDay = timeOfDay(bytes, dated ? at + 11 : at, to);
    return dated ? epoch(bytes, at) + timeOfDay : sinceFirstMidnight(timeOfDay);
  }

  /** A time of day far before the last one is on the next day. */
  private long sinceFirstMidnight(long timeOfDay) {
    if (lastTimeOfDay >= 0) {
      if (timeOfDay < lastTimeOfDay - DAY / 2) {
        midnights++;
      } else if (midnights > 0 && timeOfDay > lastTimeOfDay + DAY / 2) {
        return (midnights - 1) * DAY + timeOfDay; // printed late, still of the day before
      }
    } else {
      firstTimeOfDay = timeOfDay;
    }
    lastTimeOfDay = timeOfDay;
    return midnights * DAY + timeOfDay;
  }

  /** Midnights that have passed. */
  long midnights() {
    return midnights;
  }

  /** Before the first time is read: as many midnights are taken to have passed before. */
  void startAfter(long midnightsBefore) {
    midnights = startedAfter = midnightsBefore;
  }

  /** Whether every time was read as it would have been directly after what {@code before} read. */
  boolean goesOnFrom(PrintedTime before) {
    if (firstTimeOfDay < 0) {
      return true;
    }
    boolean sameDay =
        before.lastTimeOfDay < 0 || Math.abs(firstTimeOfDay - before.lastTimeOfDay) <= DAY / 2;
    return sameDay && startedAfter == before.midnights;
  }

  /** Goes on where {@code later} ended, which was read directly after this. */
  void goOnAfter(PrintedTime later) {
    if (later.firstTimeOfDay >= 0) {
      midnights = later.midnights;
      lastTimeOfDay = later.lastTimeOfDay;
    }
  }

  private static boolean isDate(byte[] b, int at, int to) {
    return to - at > 19
        && b[at + 4] == '-'
        && b[at + 7] == '-'
        && (b[at + 10] == ' ' || b[at + 10] == 'T')
        && digits(b, at, 4)
        && digits(b, at + 5, 2)
        && digits(b, at + 8, 2);
  }

  private static boolean isTime(byte[] b, int at, int to) {
    return to - at > 8
        && b[at + 2] == ':'
        && b[at + 5] == ':'
        && digits(b, at, 2)
        && digits(b, at + 3, 2)
        && digits(b, at + 6, 2);
  }

  private static boolean digits(byte[] b, int at, int count) {
    for (int i = at; i < at + count; i++) {
      if (!ByteScan.isDigit(b[i])) {
        return false;
      }
    }
    return true;
  }

  private static int two(byte[] b, int at) {
    return (b[at] - '0') * 10 + b[at + 1] - '0';
  }

  private static long timeOfDay(byte[] b, int at, int to) {
    long seconds = two(b, at) * 3600L + two(b, at + 3) * 60L + two(b, at + 6);
    long fraction = 0;
    int digit = at + 9;
    boolean printed = at + 8 < to && (b[at + 8] == '.' || b[at + 8] == ',');
    for (int i = 0; i < 4; i++, digit++) {
      boolean one = printed && digit < to && ByteScan.isDigit(b[digit]);
      printed = one;
      fraction = fraction * 10 + (one ? b[digit] - '0' : 0);
    }
    return seconds * 10_000 + fraction;
  }

  /** After the fraction and a zone such as {@code Z} or {@code +00:00}. */
  private static int afterTime(byte[] b, int at, int to) {
    int after = at + 8;
    while (after < to && after < at + 30 && b[after] != ' ' && b[after] != '[') {
      after++;
    }
    return after;
  }

  private long epoch(byte[] b, int at) {
    int year = two(b, at) * 100 + two(b, at + 2);
    int month = two(b, at + 5);
    int day = two(b, at + 8);
    long key = year * 10_000L + month * 100L + day;
    if (key != lastDateKey) {
      boolean possible = month >= 1 && month <= 12 && day >= 1 && day <= 31;
      long days = possible ? LocalDate.of(year, month, 1).toEpochDay() + day - 1 : 0;
      lastDate = Math.max(0, days); // no log is older than the epoch
      lastDateKey = key;
    }
    return lastDate * DAY;
  }
}
