package dev.ectoscope.log.server;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Reports of csvlog. A record goes over as many lines as its quotes say. Source: write_csvlog in
 * csvlog.c; 23 columns in PostgreSQL 12, 24 in 13, 26 from 14 on.
 */
final class CsvEntries {

  private static final int LONGEST_RECORD = 8 * 1024 * 1024;
  private static final int FEWEST_COLUMNS = 23;
  private static final int LOG_TIME = 0;
  private static final int PROCESS_ID = 3;
  private static final int SEVERITY = 11;
  private static final int SQL_STATE = 12;
  private static final int MESSAGE = 13;
  private static final int DETAIL = 14;
  private static final int QUERY = 19;

  private final Language language;
  private final EntryTaker taker;
  private final ServerClock clock = new ServerClock();
  private final StringBuilder record = new StringBuilder();
  private long begunAt;
  private int quotes;

  CsvEntries(Language language, EntryTaker taker) {
    this.language = language;
    this.taker = taker;
  }

  void read(Lines lines) throws IOException {
    String text;
    while ((text = lines.next()) != null) {
      take(text, lines.number());
    }
    if (record.length() > 0) {
      taker.unread(begunAt, "cut off: the record has no end");
    }
  }

  private void take(String text, long number) {
    if (record.length() > 0 && startsAnew(text)) {
      taker.unread(begunAt, "cut off: the record has no end");
      record.setLength(0);
    }
    if (record.length() == 0) {
      if (text.isBlank()) {
        return;
      }
      begunAt = number;
      quotes = 0;
    } else {
      record.append('\n');
    }
    record.append(text);
    quotes += (int) text.chars().filter(c -> c == '"').count();
    if (quotes % 2 == 0) {
      close();
    } else if (record.length() > LONGEST_RECORD) {
      taker.unread(begunAt, "skipped: the record is longer than " + LONGEST_RECORD + " bytes");
      record.setLength(0);
    }
  }

  /**
   * A text may look like the beginning of a record; with its severity and SQLSTATE it hardly can.
   */
  private boolean startsAnew(String text) {
    if (!ServerLogFormat.CSV_START.matcher(text).matches()) {
      return false;
    }
    List<String> fields = fields(text);
    return fields.size() > MESSAGE
        && language.isReport(fields.get(SEVERITY))
        && fields.get(SQL_STATE).length() == 5;
  }

  private void close() {
    List<String> fields = fields(record);
    record.setLength(0);
    if (fields.size() < FEWEST_COLUMNS) {
      taker.unread(begunAt, "not a record of csvlog: it has " + fields.size() + " columns");
      return;
    }
    taker.entry(
        new ServerEntry(
            begunAt,
            clock.read(fields.get(LOG_TIME)),
            fields.get(PROCESS_ID),
            language.severity(fields.get(SEVERITY)),
            fields.get(SQL_STATE),
            fields.get(MESSAGE),
            fields.get(DETAIL),
            fields.get(QUERY)));
  }

  private static List<String> fields(CharSequence record) {
    List<String> fields = new ArrayList<>(26);
    StringBuilder field = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < record.length(); i++) {
      char c = record.charAt(i);
      if (quoted && c == '"' && i + 1 < record.length() && record.charAt(i + 1) == '"') {
        field.append('"');
        i++;
      } else if (c == '"') {
        quoted = !quoted;
      } else if (c == ',' && !quoted) {
        fields.add(field.toString());
        field.setLength(0);
      } else {
        field.append(c);
      }
    }
    fields.add(field.toString());
    return fields;
  }
}
