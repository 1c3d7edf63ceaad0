package dev.ectoscope.log.server;

import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.TimeZone;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the times of PostgreSQL's log: {@code 2024-05-01 10:00:00.123 CET}, {@code 1714557600.123}.
 */
final class ServerClock {

  private static final Pattern TIME =
      Pattern.compile(
          "(\\d{4}-\\d\\d-\\d\\d)[ T](\\d\\d:\\d\\d:\\d\\d)(?:\\.(\\d{1,6}))?"
              + "(?: ([A-Z]{2,5}\\b|[+-]\\d\\d(?::?\\d\\d)?))?"
              + "|\\b(\\d{9,11})\\.(\\d{3})\\b");

  private String lastSecond = "";
  private long lastEpoch;
  private int from;
  private int to;
  private boolean found;

  /** The time that is the whole text, or -1. */
  long read(String text) {
    return find(text);
  }

  /** The first time in the text, in tenths of a millisecond of the epoch, or -1. */
  long find(String text) {
    Matcher matcher = TIME.matcher(text);
    found = matcher.find();
    if (!found) {
      return -1;
    }
    from = matcher.start();
    to = matcher.end();
    if (matcher.group(5) != null) {
      return Long.parseLong(matcher.group(5)) * 10_000 + Long.parseLong(matcher.group(6)) * 10;
    }
    long second = second(matcher);
    return second < 0 ? -1 : second * 10_000 + tenths(matcher.group(3));
  }

  boolean isFound() {
    return found;
  }

  /** The text that {@link #find} was given, without the time in it. */
  String without(String text) {
    return text.substring(0, from) + " " + text.substring(to);
  }

  private long second(Matcher matcher) {
    String zone = matcher.group(4) == null ? "" : matcher.group(4);
    String key = matcher.group(1) + "T" + matcher.group(2) + zone;
    if (!key.equals(lastSecond)) {
      try {
        LocalDateTime time = LocalDateTime.parse(matcher.group(1) + "T" + matcher.group(2));
        lastEpoch = time.atZone(zone(zone)).toEpochSecond();
        lastSecond = key;
      } catch (DateTimeException e) {
        return -1;
      }
    }
    return lastEpoch;
  }

  /** An abbreviation that Java does not know is taken for UTC. */
  private static ZoneId zone(String text) {
    if (text.isEmpty()) {
      return ZoneOffset.UTC;
    }
    boolean offset = text.startsWith("+") || text.startsWith("-");
    return offset ? ZoneOffset.of(text) : TimeZone.getTimeZone(text).toZoneId();
  }

  private static long tenths(String fraction) {
    return fraction == null ? 0 : Long.parseLong((fraction + "0000").substring(0, 4));
  }
}
