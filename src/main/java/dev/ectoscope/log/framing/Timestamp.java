package dev.ectoscope.log.framing;

import dev.ectoscope.log.LogEvent;
import dev.ectoscope.log.bytes.ByteScan;
import java.time.LocalDate;

/** Reads the time stamps of log shippers; keeps what it read last. */
public final class Timestamp {

  private static final long DAY = 24L * 60 * 60 * 10_000;
  private static final int FIRST_YEAR = 1970;
  private static final String MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";

  /** Tenths of a millisecond of the epoch. */
  public long clock;

  private int cachedKey = -1;
  private long cachedDay;

  /**
   * ISO 8601 / RFC 3339 with a date: {@code 2026-11-20T10:19:54.447269+00:00}, with a space for the
   * T, any fraction, and any or no zone.
   *
   * @return the index after it, or -1
   */
  public int iso(byte[] b, int at, int to) {
    if (to - at < 19
        || b[at + 4] != '-'
        || b[at + 7] != '-'
        || (b[at + 10] != 'T' && b[at + 10] != ' ')
        || !digits(b, at, 4)
        || !digits(b, at + 5, 2)
        || !digits(b, at + 8, 2)) {
      return -1;
    }
    int year = two(b, at) * 100 + two(b, at + 2);
    int end = year < FIRST_YEAR ? -1 : timeOfDay(b, at + 11, to);
    if (end < 0) {
      return -1;
    }
    clock += day(year, two(b, at + 5), two(b, at + 8)) * DAY;
    int after = zone(b, end, to);
    clock = Math.max(0, clock); // a machine without a clock, east of Greenwich
    return after;
  }

  /**
   * RFC 3164: {@code Nov 20 10:20:30}, with any fraction. It prints no year: 1972 stands for it.
   *
   * @return the index after it, or -1
   */
  public int bsd(byte[] b, int at, int to) {
    if (to - at < 15 || b[at + 3] != ' ' || b[at + 6] != ' ') {
      return -1;
    }
    int month = month(b, at);
    boolean padded = b[at + 4] == ' ';
    if (month < 0 || !ByteScan.isDigit(b[at + 5]) || !(padded || ByteScan.isDigit(b[at + 4]))) {
      return -1;
    }
    int end = timeOfDay(b, at + 7, to);
    if (end < 0) {
      return -1;
    }
    int dayOfMonth = (padded ? 0 : (b[at + 4] - '0') * 10) + b[at + 5] - '0';
    clock += day(1972, month, Math.max(1, dayOfMonth)) * DAY;
    return end;
  }

  /**
   * {@code 20/Nov/2026:10:20:30 +0000}, as web servers print it.
   *
   * @return the index after it, or -1
   */
  int named(byte[] b, int at, int to) {
    if (to - at < 20 || b[at + 2] != '/' || b[at + 6] != '/' || b[at + 11] != ':') {
      return -1;
    }
    int month = month(b, at + 3);
    if (month < 0 || !digits(b, at, 2) || !digits(b, at + 7, 4)) {
      return -1;
    }
    int year = two(b, at + 7) * 100 + two(b, at + 9);
    int end = year < FIRST_YEAR ? -1 : timeOfDay(b, at + 12, to);
    if (end < 0) {
      return -1;
    }
    clock += day(year, month, two(b, at)) * DAY;
    int after = zone(b, end < to && b[end] == ' ' ? end + 1 : end, to);
    clock = Math.max(0, clock);
    return after;
  }

  /**
   * {@code 10:15:30.236} without a date.
   *
   * @return the index after it, or -1
   */
  int clockTime(byte[] b, int at, int to) {
    return timeOfDay(b, at, to);
  }

  /** Seconds, milliseconds, microseconds or nanoseconds of the epoch, told by their size. */
  public static long epoch(long number, int fraction) {
    if (number < 100_000_000_000L) {
      return number * 10_000 + fraction;
    }
    if (number < 100_000_000_000_000L) {
      return number * 10 + fraction / 1000;
    }
    return number < 100_000_000_000_000_000L ? number / 100 : number / 100_000;
  }

  /** {@code 1700000000.123} or {@code 1700000000123} as tenths of a millisecond, or ABSENT. */
  public static long epoch(byte[] b, int from, int to) {
    long number = 0;
    int at = from;
    while (at < to && ByteScan.isDigit(b[at]) && at - from < 19) {
      number = number * 10 + b[at++] - '0';
    }
    if (at - from < 9) {
      return LogEvent.ABSENT;
    }
    int fraction = 0;
    boolean printed = at < to && b[at] == '.';
    for (int i = 1; i <= 4; i++) {
      printed = printed && at + i < to && ByteScan.isDigit(b[at + i]);
      fraction = fraction * 10 + (printed ? b[at + i] - '0' : 0);
    }
    return epoch(number, fraction);
  }

  private int timeOfDay(byte[] b, int at, int to) {
    if (to - at < 8
        || b[at + 2] != ':'
        || b[at + 5] != ':'
        || !digits(b, at, 2)
        || !digits(b, at + 3, 2)
        || !digits(b, at + 6, 2)) {
      return -1;
    }
    clock = (two(b, at) * 3600L + two(b, at + 3) * 60L + two(b, at + 6)) * 10_000;
    int end = at + 8;
    if (end + 1 < to && (b[end] == '.' || b[end] == ',') && ByteScan.isDigit(b[end + 1])) {
      int weight = 1000;
      for (end++; end < to && ByteScan.isDigit(b[end]); end++, weight /= 10) {
        clock += (long) (b[end] - '0') * weight;
      }
    }
    return end;
  }

  private int zone(byte[] b, int at, int to) {
    if (at < to && b[at] == 'Z') {
      return at + 1;
    }
    if (at + 2 < to && (b[at] == '+' || b[at] == '-') && digits(b, at + 1, 2)) {
      int minutesAt = at + 3 < to && b[at + 3] == ':' ? at + 4 : at + 3;
      boolean minutes = minutesAt + 1 < to && digits(b, minutesAt, 2);
      long offset = two(b, at + 1) * 60L + (minutes ? two(b, minutesAt) : 0);
      clock -= (b[at] == '+' ? offset : -offset) * 60 * 10_000;
      return minutes ? minutesAt + 2 : at + 3;
    }
    return at;
  }

  private long day(int year, int month, int dayOfMonth) {
    int key = year * 10_000 + month * 100 + dayOfMonth;
    if (key != cachedKey) {
      boolean possible = month >= 1 && month <= 12 && dayOfMonth >= 1 && dayOfMonth <= 31;
      cachedDay = possible ? LocalDate.of(year, month, 1).toEpochDay() + dayOfMonth - 1 : 0;
      cachedKey = key;
    }
    return cachedDay;
  }

  private static int month(byte[] b, int at) {
    for (int i = 0; i < 12; i++) {
      if (b[at] == MONTHS.charAt(3 * i)
          && b[at + 1] == MONTHS.charAt(3 * i + 1)
          && b[at + 2] == MONTHS.charAt(3 * i + 2)) {
        return i + 1;
      }
    }
    return -1;
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
}
