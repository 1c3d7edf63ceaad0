package dev.ectoscope.log.framing;

import dev.ectoscope.log.bytes.ByteScan;
import java.time.LocalDate;

/**
 * The time that Elixir's Logger prints before an entry, with or without a date. A time of day is
 * counted on from the first midnight before the log: then it matters what was read before.
 */
public final class PrintedTime {

  private static final long DAY = 24L * 60 * 60 * 10_000;

  /** Zones differ by quarters of an hour. */
  private static final long ZONE_STEP = 15L * 60 * 10_000;

  /** Times that print no date, or no year, are less. */
  private static final long DATED = 10 * 366 * DAY;

  private static final int LONGEST_FRACTION = 22;

  private boolean dated;
  private int date;
  private long timeOfDay;

  private long startedAfter;
  private long midnights;
  private long firstTimeOfDay = -1;
  private long lastTimeOfDay = -1;
  private long lastDateKey = -1;
  private long lastDate;
  private int zone;
  private int zoneEnd;

  /**
   * Looks at the time at {@code at}; {@link #clock} says what it was.
   *
   * @return the index after it and its zone, or -1 when none stands there
   */
  int find(byte[] bytes, int at, int to) {
    dated = to - at > 19 && bytes[at + 4] == '-' && isDate(bytes, at);
    int time = dated ? at + 11 : at;
    if (to - time <= 8 || bytes[time + 2] != ':' || bytes[time + 5] != ':') {
      return -1;
    }
    int hours = two(bytes, time);
    int minutes = two(bytes, time + 3);
    int seconds = two(bytes, time + 6);
    if ((hours | minutes | seconds) < 0) {
      return -1;
    }
    date = at;
    timeOfDay = (hours * 3600L + minutes * 60L + seconds) * 10_000;
    return afterTime(bytes, time + 8, to);
  }

  /** The time that was found last: tenths of a millisecond. */
  long clock(byte[] bytes) {
    return dated
        ? Math.max(0, epoch(bytes, date) + timeOfDay - offset(bytes, zone, zoneEnd))
        : sinceFirstMidnight(timeOfDay);
  }

  /** {@code +02:00} or {@code -0330} as tenths of a millisecond; 0 for anything else. */
  private static long offset(byte[] b, int at, int to) {
    if (to - at < 3 || b[at] != '+' && b[at] != '-' || two(b, at + 1) < 0) {
      return 0;
    }
    int minutesAt = at + 3 < to && b[at + 3] == ':' ? at + 4 : at + 3;
    int minutes = minutesAt + 1 < to ? Math.max(0, two(b, minutesAt)) : 0;
    long offset = (two(b, at + 1) * 60L + minutes) * 600_000;
    return b[at] == '+' ? offset : -offset;
  }

  /** A time of day far before the last one is on the next day. */
  private long sinceFirstMidnight(long time) {
    if (lastTimeOfDay >= 0) {
      if (time < lastTimeOfDay - DAY / 2) {
        midnights++;
      } else if (midnights > 0 && time > lastTimeOfDay + DAY / 2) {
        return (midnights - 1) * DAY + time; // printed late, still of the day before
      }
    } else {
      firstTimeOfDay = time;
    }
    lastTimeOfDay = time;
    return midnights * DAY + time;
  }

  /**
   * The time of an entry that its own line and what carried it both print: a time of day is put on
   * the carrier's day, whose zone may be another.
   *
   * @param printed by the entry, or ABSENT
   * @param carried by what is around it, or ABSENT
   */
  public static long together(long printed, long carried) {
    if (printed < 0) {
      return carried;
    }
    if (printed >= DATED || carried < DATED) {
      return printed;
    }
    long apart = printed % DAY - carried % DAY;
    return carried + Math.floorMod(apart + ZONE_STEP / 2, ZONE_STEP) - ZONE_STEP / 2;
  }

  /** Midnights that have passed. */
  public long midnights() {
    return midnights;
  }

  /** Before the first time is read: as many midnights are taken to have passed before. */
  public void startAfter(long midnightsBefore) {
    midnights = startedAfter = midnightsBefore;
  }

  /** Whether every time was read as it would have been directly after what {@code before} read. */
  public boolean goesOnFrom(PrintedTime before) {
    if (firstTimeOfDay < 0) {
      return true;
    }
    boolean sameDay =
        before.lastTimeOfDay < 0 || Math.abs(firstTimeOfDay - before.lastTimeOfDay) <= DAY / 2;
    return sameDay && startedAfter == before.midnights;
  }

  /** Goes on where {@code later} ended, which was read directly after this. */
  public void goOnAfter(PrintedTime later) {
    if (later.lastTimeOfDay >= 0) {
      midnights = later.midnights;
      lastTimeOfDay = later.lastTimeOfDay;
    }
  }

  /** Whether a time was read, and of none by {@code other} that is later. */
  public boolean isLaterThan(PrintedTime other) {
    return lastTimeOfDay >= 0
        && midnights * DAY + lastTimeOfDay > other.midnights * DAY + other.lastTimeOfDay;
  }

  private static boolean isDate(byte[] b, int at) {
    return b[at + 7] == '-'
        && (b[at + 10] == ' ' || b[at + 10] == 'T')
        && (two(b, at) | two(b, at + 2) | two(b, at + 5) | two(b, at + 8)) >= 0;
  }

  /** Of two digits; negative when one is none. */
  private static int two(byte[] b, int at) {
    int tens = b[at] - '0';
    int ones = b[at + 1] - '0';
    return (tens | ones | 9 - tens | 9 - ones) < 0 ? -1 : tens * 10 + ones;
  }

  /** Adds the fraction, and says where it and a zone such as {@code Z} or {@code +00:00} end. */
  private int afterTime(byte[] b, int from, int to) {
    int at = from;
    if (at < to && (b[at] == '.' || b[at] == ',')) {
      int worth = 1_000;
      at++;
      for (; at < to && ByteScan.isDigit(b[at]); at++) {
        timeOfDay += worth * (b[at] - '0');
        worth /= 10;
      }
    }
    at = Math.min(at, from + LONGEST_FRACTION);
    zone = at;
    while (at < to && at < from + LONGEST_FRACTION && b[at] != ' ' && b[at] != '[') {
      at++;
    }
    zoneEnd = at;
    return at;
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
