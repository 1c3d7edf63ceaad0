package dev.ectoscope.log.message;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ectoscope.log.LogEvent;
import dev.ectoscope.log.LogEvent.UnitKind;
import dev.ectoscope.log.bytes.ByteScan;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the lines of libraries that say of a request once it is over what it was, and of the jobs
 * of Exq.
 *
 * <p>Sources: Logster ({@code state=sent method=GET path=/x … status=200 duration=0.402}, before
 * version 1 {@code method=GET path=/x … state=set}, lib/logster.ex and plugs/logger.ex),
 * LoggerJSON.Phoenix.Logger ({@code GET /x returns 200 in 15ms}), Exq.Middleware.Logger ({@code
 * Elixir.App.Worker[id] start} and {@code done: 12ms sec}).
 */
public final class SummaryMessage {

  private static final Pattern LOGSTER =
      Pattern.compile(
          "(?:state=\\w+ )?(?:host=\\S+ )?method=([A-Z]+) path=(/\\S*) .*\\bduration=(\\d{1,15})\\.(\\d).*");
  private static final Pattern RETURNS =
      Pattern.compile("([A-Z]+) (/\\S*) returns \\d+ in (\\d+)(ms|µs)");
  private static final Pattern EXQ =
      Pattern.compile(
          "Elixir\\.([\\w.]+)\\[([\\w-]+)] (?:(start)|(?:done|fail): (\\d+)(ms|µs) sec)");
  private static final byte[] STATE = "state=".getBytes(US_ASCII);
  private static final byte[] METHOD = "method=".getBytes(US_ASCII);
  private static final byte[] PATH = " path=/".getBytes(US_ASCII);

  private SummaryMessage() {}

  /**
   * Whether what looks like metadata at {@code at} is the beginning of Logster's message.
   *
   * @param to end of the line
   */
  public static boolean isAt(byte[] b, int at, int to) {
    boolean begins =
        ByteScan.startsWith(b, at, to, METHOD) || ByteScan.startsWith(b, at, to, STATE);
    return begins
        && ByteScan.indexOf(b, METHOD, at, to) >= 0
        && ByteScan.indexOf(b, PATH, at, to) > 0;
  }

  /** Reads the line [from, to). */
  static void read(byte[] bytes, int from, int to, Reading reading) {
    String line = new String(bytes, from, to - from, UTF_8);
    Matcher logster = LOGSTER.matcher(line);
    if (logster.matches()) {
      long tenths = Long.parseLong(logster.group(3) + logster.group(4));
      request(logster.group(1) + " " + logster.group(2), tenths, reading);
      return;
    }
    Matcher returns = RETURNS.matcher(line);
    if (returns.matches()) {
      long tenths = tenths(returns.group(3), returns.group(4));
      request(returns.group(1) + " " + returns.group(2), tenths, reading);
      return;
    }
    Matcher exq = EXQ.matcher(line);
    if (exq.matches()) {
      job(exq, reading);
    }
  }

  private static void request(String line, long tenths, Reading reading) {
    reading.emit(
        new LogEvent.UnitFinished(
            reading.position(),
            reading.clock(),
            reading.process(),
            UnitKind.REQUEST,
            tenths,
            UnitMessage.requestName(line),
            ""));
  }

  private static void job(Matcher exq, Reading reading) {
    String worker = exq.group(1);
    String id = exq.group(2);
    if (exq.group(3) != null) {
      reading.emit(
          new LogEvent.UnitStarted(
              reading.position(), reading.clock(), reading.process(), UnitKind.JOB, worker, id));
    } else {
      reading.emit(
          new LogEvent.UnitFinished(
              reading.position(),
              reading.clock(),
              reading.process(),
              UnitKind.JOB,
              tenths(exq.group(4), exq.group(5)),
              worker,
              id));
    }
  }

  private static long tenths(String number, String unit) {
    long value = number.length() > 15 ? 0 : Long.parseLong(number);
    return unit.equals("ms") ? value * 10 : value / 100;
  }
}
