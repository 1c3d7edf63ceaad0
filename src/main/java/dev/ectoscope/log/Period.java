package dev.ectoscope.log;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The part of the logs that was asked for: from {@code since} on, and before {@code until}.
 *
 * <p>A bound is an instant ({@code 2024-05-01}, {@code 2024-05-01T10:30}, {@code
 * 2024-05-01T10:30:00.5+02:00}; without an offset it is in the log's own clock, which is UTC if the
 * log prints offsets), a time ago ({@code 90s}, {@code 30m}, {@code 2h}, {@code 3d}, {@code 1w}),
 * or a time of day ({@code 10:30}), which holds for every day of the log and is the only kind that
 * a log without dates can be held to. Dates without a year, as syslog prints them, are of the year
 * next to the bound.
 *
 * @param since null when the beginning is open
 * @param until null when the end is open
 */
public record Period(@Nullable Bound since, @Nullable Bound until) {

  /** Everything. */
  public static final Period ALL = new Period(null, null);

  private static final long SECOND = 10_000;
  private static final long DAY = 86_400 * SECOND;

  /** Clocks below are of days counted from a log's first midnight; the year is 1985. */
  private static final long DATED = 5_000_000_000_000L;

  /** Syslog prints no year, and 1972 stands for it: within half a year of a bound it is judged. */
  private static final long YEARLESS = 2 * 365 * DAY;

  private static final long YEAR = 366 * DAY;

  private static final Pattern AGO =
      Pattern.compile(
          "(\\d{1,6})\\s*(s|m|min|h|d|w|seconds?|minutes?|hours?|days?|weeks?)(\\s+ago)?");

  /**
   * @param at tenths of a millisecond of the epoch or of the day
   * @param ofDay which of the two
   * @param text as it was given
   */
  public record Bound(long at, boolean ofDay, String text) {

    private boolean leavesNothingBefore(Bound until) {
      return ofDay == until.ofDay && (ofDay ? at == until.at : at >= until.at);
    }

    private boolean canJudge(long clock) {
      return ofDay || clock >= YEARLESS;
    }

    private boolean isBeforeOrAt(long clock) {
      if (!ofDay && clock < DATED) {
        return Math.floorMod(clock - yearless(), YEAR) < YEAR / 2;
      }
      return at <= (ofDay ? clock % DAY : clock);
    }

    /** In the year that stands for all where a log prints none. */
    private long yearless() {
      LocalDateTime time = LocalDateTime.ofEpochSecond(at / SECOND, 0, ZoneOffset.UTC);
      return time.withYear(1972).toEpochSecond(ZoneOffset.UTC) * SECOND + at % SECOND;
    }
  }

  /** What can be said of a clock. */
  enum Verdict {
    INSIDE,
    OUTSIDE,
    /** The log prints no clock, or no date where a date is needed. */
    UNKNOWN
  }

  /**
   * @param since as typed, or null
   * @param until as typed, or null
   * @throws IllegalArgumentException when one is no time, or since is not before until; the message
   *     is a sentence for people
   */
  public static Period of(@Nullable String since, @Nullable String until, Instant now) {
    Bound from = since == null ? null : bound("--since", since, now);
    Bound to = until == null ? null : bound("--until", until, now);
    if (from != null && to != null && from.leavesNothingBefore(to)) {
      throw new IllegalArgumentException(
          "--since " + since + " is not before --until " + until + ": no query can lie between.");
    }
    return new Period(from, to);
  }

  /** Whether there is no bound. */
  public boolean isAll() {
    return since == null && until == null;
  }

  /** The bounds as they were typed: {@code --since 2h --until 10:30}. */
  public String text() {
    String from = since == null ? "" : "--since " + since.text();
    String to = until == null ? "" : "--until " + until.text();
    return (from + " " + to).trim();
  }

  /** Whether a time that a log prints with its date lies inside, in tenths of a millisecond. */
  public boolean contains(long clock) {
    return judge(clock) != Verdict.OUTSIDE;
  }

  Verdict judge(long clock) {
    boolean known =
        clock >= 0
            && (since == null || since.canJudge(clock))
            && (until == null || until.canJudge(clock));
    if (isAll() || !known) {
      return isAll() ? Verdict.INSIDE : Verdict.UNKNOWN;
    }
    boolean begun = since == null || since.isBeforeOrAt(clock);
    boolean running = until == null || !until.isBeforeOrAt(clock);
    boolean inside = overMidnight() ? begun || running : begun && running;
    return inside ? Verdict.INSIDE : Verdict.OUTSIDE;
  }

  /** From 22:00 until 02:00. */
  private boolean overMidnight() {
    return since != null
        && until != null
        && since.ofDay()
        && until.ofDay()
        && since.at() > until.at();
  }

  private static Bound bound(String option, String typed, Instant now) {
    String text = typed.trim();
    Matcher ago = AGO.matcher(text.toLowerCase(Locale.ROOT));
    if (ago.matches()) {
      return instant(
          now.minus(unit(ago.group(2)).multipliedBy(Long.parseLong(ago.group(1)))), text);
    }
    String iso = text.replaceFirst("^(\\d{4}-\\d\\d-\\d\\d)\\s+", "$1T");
    Bound bound = tried(iso, t -> ofDay(LocalTime.parse(t), text));
    bound = bound != null ? bound : tried(iso, t -> instant(start(t), text));
    bound = bound != null ? bound : tried(iso, t -> instant(utc(LocalDateTime.parse(t)), text));
    bound =
        bound != null ? bound : tried(iso, t -> instant(OffsetDateTime.parse(t).toInstant(), text));
    if (bound == null) {
      throw new IllegalArgumentException(
          option
              + " "
              + typed
              + " is no time. Write a date (2024-05-01), a date and time (2024-05-01T10:30, with Z or"
              + " +02:00 if you like), a time of day (10:30), or how long ago (30m, 2h, 3d).");
    }
    return bound;
  }

  private static @Nullable Bound tried(String text, Function<String, Bound> reader) {
    try {
      return reader.apply(text);
    } catch (DateTimeException e) {
      return null;
    }
  }

  private static Duration unit(String name) {
    return switch (name.charAt(0)) {
      case 's' -> Duration.ofSeconds(1);
      case 'm' -> Duration.ofMinutes(1);
      case 'h' -> Duration.ofHours(1);
      case 'd' -> Duration.ofDays(1);
      default -> Duration.ofDays(7);
    };
  }

  private static Instant start(String date) {
    return LocalDate.parse(date).atStartOfDay().toInstant(ZoneOffset.UTC);
  }

  private static Instant utc(LocalDateTime time) {
    return time.toInstant(ZoneOffset.UTC);
  }

  private static Bound instant(Instant at, String text) {
    return new Bound(at.getEpochSecond() * SECOND + at.getNano() / 100_000, false, text);
  }

  private static Bound ofDay(LocalTime at, String text) {
    return new Bound(at.toNanoOfDay() / 100_000, true, text);
  }
}
