package dev.ectoscope.log.reading;

import dev.ectoscope.log.bytes.ByteScan;
import dev.ectoscope.log.framing.ConsoleFraming;
import dev.ectoscope.log.framing.CustomFraming;
import dev.ectoscope.log.message.Header;
import dev.ectoscope.log.message.Line;
import dev.ectoscope.log.message.QueryMessage;
import dev.ectoscope.log.wrapper.JsonLayer;
import dev.ectoscope.log.wrapper.LogfmtLayer;
import java.util.List;

/**
 * What JSON records hold: whole messages, as LoggerJSON writes them, or lines of another format, as
 * docker and log stores do.
 */
final class RecordTexts {

  private static final int FEW_MESSAGES = 20;

  private RecordTexts() {}

  /** Whether the texts of JSON records are lines of another format rather than messages. */
  static boolean areLines(List<Line> sample, JsonLayer json) {
    ConsoleFraming console = new ConsoleFraming();
    Header probe = new Header();
    boolean lines = false;
    int texts = 0;
    int records = 0;
    int blocks = 0;
    for (Line line : sample) {
      Line copy = FirstLines.line(line.bytes, line.from, line.to);
      if (!json.peel(copy) || copy.from >= copy.to) {
        continue;
      }
      boolean isLine = json.isLine();
      boolean one = ByteScan.indexOf(copy.bytes, '\n', copy.from, copy.to) < 0;
      if (!one && QueryMessage.isQuery(copy.bytes, copy.from, copy.to)) {
        return isLine;
      }
      boolean header =
          one
              && (console.begins(copy.bytes, copy.from, copy.to, probe)
                  || CustomFraming.isNeededFor(copy, console, probe));
      blocks += !one && holdsHeader(copy, console, probe) ? 1 : 0;
      Line inner = FirstLines.line(copy.bytes, copy.from, copy.to);
      texts++;
      records += new JsonLayer().peel(inner) || new LogfmtLayer().peel(inner) ? 1 : 0;
      lines |= isLine || header || inner.record;
    }
    return lines || blocks * FEW_MESSAGES > sample.size() || records > 0 && records * 2 >= texts;
  }

  /** Whether one of several lines is a query's header behind a level or a time. */
  private static boolean holdsHeader(Line text, ConsoleFraming console, Header probe) {
    int from = text.from;
    for (int feed = from; feed >= 0; from = feed + 1) {
      feed = ByteScan.indexOf(text.bytes, '\n', from, text.to);
      int to = feed < 0 ? text.to : feed;
      if (console.begins(text.bytes, from, to, probe)
          && probe.messageStart > 0
          && QueryMessage.isQuery(text.bytes, from + probe.messageStart, to)) {
        return true;
      }
    }
    return false;
  }
}
