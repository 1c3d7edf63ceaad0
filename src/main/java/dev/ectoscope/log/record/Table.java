package dev.ectoscope.log.record;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ectoscope.log.bytes.ByteScan;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A table of log records, its values separated by commas, semicolons or tabs (RFC 4180).
 *
 * @param columns as JSON records call them: the messages are called {@code message}
 */
record Table(List<String> columns, char separator) {

  private static final int LONGEST_FIELD = 16 * 1024 * 1024;
  private static final int LONGEST_HEADER = 4000;
  private static final int FEWEST_ROWS = 2;
  private static final byte[] SEPARATOR = "sep=".getBytes(UTF_8);
  private static final byte[] MARK = "\uFEFF".getBytes(UTF_8);
  private static final Set<String> TEXTS =
      Set.of(
          "message",
          "@message",
          "content",
          "msg",
          "log",
          "line",
          "body",
          "_raw",
          "textpayload",
          "log_s",
          "logentry",
          "log message");
  private static final Pattern TIME =
      Pattern.compile(".*timestamp|.*time|date|dt|timegenerated.*|timecreated.*");
  private static final Pattern NAME = Pattern.compile("[A-Za-z_@][\\w@.:/\\[\\]() -]{0,100}");

  /**
   * What the bytes begin with: a header that names messages, or rows that hold queries; or null.
   */
  static @Nullable Table of(byte[] bytes, int size) {
    int first = afterSeparatorLine(bytes, size);
    byte[] b = first == 0 ? bytes : Arrays.copyOfRange(bytes, first, size);
    int length = size - first;
    int feed = ByteScan.indexOf(b, '\n', 0, length);
    if (feed <= 0 || feed > LONGEST_HEADER) {
      return null;
    }
    for (char separator : new char[] {',', ';', '\t'}) {
      Table table = of(b, length, feed, separator);
      if (table != null) {
        return table;
      }
    }
    return null;
  }

  /** After {@code sep=,}, which tells spreadsheets how to read what follows; else 0. */
  private static int afterSeparatorLine(byte[] b, int length) {
    int from = ByteScan.startsWith(b, 0, length, MARK) ? MARK.length : 0;
    int feed =
        ByteScan.startsWith(b, from, length, SEPARATOR) ? ByteScan.indexOf(b, '\n', 0, length) : -1;
    return feed < 0 ? 0 : feed + 1;
  }

  /** Reads over what stands before the rows. */
  void skipHeader(InputStream input) throws IOException {
    List<String> first = cells(input, separator);
    if (!first.isEmpty() && first.get(0).replace("\uFEFF", "").startsWith("sep=")) {
      cells(input, separator);
    }
  }

  private static @Nullable Table of(byte[] b, int length, int feed, char separator) {
    List<String> names = new ArrayList<>();
    boolean times = false;
    int text = -1;
    for (String cell : cellsOf(b, feed, separator)) {
      String name = cell.strip().replace("\uFEFF", "").toLowerCase(Locale.ROOT);
      if (!NAME.matcher(name).matches()) {
        return null;
      }
      times |= TIME.matcher(name).matches();
      text = text < 0 && TEXTS.contains(name) ? names.size() : text;
      names.add(TIME.matcher(name).matches() ? "timestamp" : name);
    }
    if (names.size() < 2) {
      return null;
    }
    int queries = text >= 0 && times ? text : columnOfQueries(b, length, names.size(), separator);
    if (queries < 0) {
      return null;
    }
    names.replaceAll(name -> name.equals("message") ? "another message" : name);
    names.set(queries, "message");
    return new Table(List.copyOf(names), separator);
  }

  private static List<String> cellsOf(byte[] b, int length, char separator) {
    try {
      return cells(new ByteArrayInputStream(b, 0, length), separator);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /**
   * The column that holds queries, where all rows but the last are as wide as the header; or -1.
   */
  private static int columnOfQueries(byte[] b, int length, int width, char separator) {
    InputStream sample = new ByteArrayInputStream(b, 0, length);
    int column = -1;
    int rows = 0;
    try {
      List<String> row = cells(sample, separator);
      while (!row.isEmpty() && sample.available() > 0) {
        if (row.size() != width) {
          return -1;
        }
        rows++;
        for (int i = 0; i < width && column < 0; i++) {
          column = row.get(i).contains("QUERY OK") ? i : column;
        }
        row = cells(sample, separator);
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return rows >= FEWEST_ROWS ? column : -1;
  }

  /** The next row: quotes around what holds separators, quotes doubled. Empty at the end. */
  static List<String> cells(InputStream input, char separator) throws IOException {
    List<String> row = new ArrayList<>();
    ByteArrayOutputStream field = new ByteArrayOutputStream();
    boolean quoted = false;
    boolean any = false;
    int b = input.read();
    while (b >= 0) {
      any = true;
      if (b == '"') {
        int after = quoted ? input.read() : -2;
        if (after == '"') {
          keep(field, b);
        } else if (quoted) {
          quoted = false;
          b = after;
          continue;
        } else {
          quoted = true;
        }
      } else if (!quoted && b == separator) {
        row.add(field.toString(UTF_8));
        field.reset();
      } else if (!quoted && b == '\n') {
        break;
      } else if (quoted || b != '\r') {
        keep(field, b);
      }
      b = input.read();
    }
    if (any) {
      row.add(field.toString(UTF_8));
    }
    return row;
  }

  private static void keep(ByteArrayOutputStream field, int b) {
    if (field.size() < LONGEST_FIELD) {
      field.write(b);
    }
  }
}
