package dev.ectoscope.log.server;

import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reports of the form {@code <log_line_prefix>LOG: message}; the lines that go on begin with a tab.
 * DETAIL, HINT, CONTEXT and STATEMENT follow their report at once, since the server writes them
 * together. Source: send_message_to_server_log in elog.c.
 */
final class StderrEntries {

  private static final int LONGEST_TEXT = 4 * 1024 * 1024;
  private static final int LONGEST_PREFIX = 400;
  private static final int WRAPPER = 80;

  /** SQLSTATE before the message, {@code log_error_verbosity = verbose}. */
  private static final Pattern STATE = Pattern.compile("(?=\\w*\\d)([0-9A-Z]{5}): ");

  private static final Pattern CHUNK =
      Pattern.compile("\\]: \\[\\d{1,10}-(?!1\\])\\d{1,6}\\] ?(#011|\t)?");

  private final LinePrefix prefix;
  private final Language language;
  private final EntryTaker taker;
  private final Map<Severity, StringBuilder> texts = new EnumMap<>(Severity.class);
  private @Nullable Severity open;
  private @Nullable Severity last;
  private long line;
  private LinePrefix.Parsed where = new LinePrefix.Parsed(-1, "");
  private String state = "";
  private boolean tooLong;
  private long fitting;

  StderrEntries(LinePrefix prefix, Language language, EntryTaker taker) {
    this.prefix = prefix;
    this.language = language;
    this.taker = taker;
  }

  void read(Lines lines) throws IOException {
    String text;
    while ((text = lines.next()) != null) {
      take(text, lines.number());
      tooLong |= lines.wasCut();
    }
    close();
  }

  /** Lines with a severity whose prefix had the form that was told, or was inferred. */
  long fitting() {
    return fitting;
  }

  private void take(String text, long number) {
    if (last != null && chunk(text, last)) {
      return;
    }
    int tab = text.indexOf('\t');
    Severity.Found found = tab == 0 ? null : language.in(text);
    if (found == null || tab >= 0 && tab < found.from()) {
      more(text, tab, number);
      return;
    }
    LinePrefix.Parsed parsed =
        found.from() > LONGEST_PREFIX ? null : prefix.parse(text.substring(0, found.from()));
    if (parsed == null) {
      last = null;
      taker.unread(number, "its beginning has not the form of log_line_prefix");
      return;
    }
    fitting++;
    if (found.word().isSecondary()) {
      secondary(found, text, number);
    } else {
      close();
      open = found.word();
      line = number;
      where = parsed;
      Matcher verbose = STATE.matcher(text).region(found.messageFrom(), text.length());
      boolean stated = verbose.lookingAt();
      state = stated ? verbose.group(1) : "";
      begin(found.word(), text.substring(stated ? verbose.end() : found.messageFrom()));
    }
  }

  /**
   * What syslog was given in pieces: {@code db1 postgres[905]: [19-2] #011 UNION ALL} is the second
   * of the nineteenth message; a tab that rsyslog escapes begins a line of it. Source: write_syslog
   * in PostgreSQL's elog.c.
   */
  private boolean chunk(String text, Severity of) {
    int bracket = text.indexOf("]: [");
    if (bracket < 0 || bracket > LONGEST_PREFIX) {
      return false;
    }
    Matcher chunk = CHUNK.matcher(text).region(bracket, text.length());
    StringBuilder soFar = texts.get(of);
    if (!chunk.lookingAt() || soFar == null) {
      return false;
    }
    if (soFar.length() < LONGEST_TEXT) {
      soFar.append(chunk.group(1) == null ? "" : "\n").append(text, chunk.end(), text.length());
    } else {
      tooLong = true;
    }
    return true;
  }

  private void secondary(Severity.Found found, String text, long number) {
    if (open == null) {
      taker.unread(number, found.word() + " without the report it belongs to");
    } else {
      begin(found.word(), text.substring(found.messageFrom()));
    }
  }

  private void begin(Severity word, String text) {
    last = word;
    texts.put(word, new StringBuilder(text));
  }

  private void more(String text, int tab, long number) {
    boolean goesOn =
        tab >= 0
            && tab < WRAPPER
            && (tab == 0 || text.substring(0, tab).isBlank() || isWrapper(text, tab));
    StringBuilder soFar = goesOn && last != null ? texts.get(last) : null;
    if (soFar != null) {
      if (soFar.length() < LONGEST_TEXT) {
        soFar.append('\n').append(text, tab + 1, text.length());
      } else {
        tooLong = true;
      }
    } else if (!text.isBlank()) {
      taker.unread(
          number,
          goesOn ? "goes on with a report whose beginning is missing" : "no report of PostgreSQL");
    }
  }

  /** {@code db-1 | } of docker compose, or the time that kubectl puts before each line. */
  private static boolean isWrapper(String text, int tab) {
    String before = text.substring(0, tab).trim();
    return before.endsWith("|") || before.endsWith("Z") || before.endsWith("]:");
  }

  private void close() {
    if (open == null) {
      return;
    }
    if (tooLong) {
      taker.unread(line, "cut: the report is longer than " + LONGEST_TEXT + " bytes");
      tooLong = false;
    }
    taker.entry(
        new ServerEntry(
            line,
            where.clock(),
            where.session(),
            open,
            state,
            text(open),
            text(Severity.DETAIL),
            text(Severity.STATEMENT)));
    texts.clear();
    open = null;
    last = null;
  }

  private String text(Severity word) {
    StringBuilder text = texts.get(word);
    return text == null ? "" : text.toString();
  }
}
