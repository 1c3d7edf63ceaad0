package dev.ectoscope.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The exports of log stores that are one JSON document or a CSV table, as one JSON record on each
 * line: {@code aws logs filter-log-events}, Grafana's and Loki's downloads, Loki's API,
 * CloudWatch's CSV. Line numbers are then numbers of records.
 */
final class ExportStream extends InputStream {

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Set<String> TEXTS =
      Set.of("message", "msg", "log", "line", "@message", "textPayload", "_raw", "content", "body");
  private static final int LONGEST_FIELD = 16 * 1024 * 1024;

  private final InputStream input;
  private final JsonParser json;
  private String[] columns;
  private byte[] ready = {};
  private int at;
  private boolean ended;
  private boolean damaged;

  ExportStream(InputStream input, boolean csv) throws IOException {
    this.input = input;
    json = csv ? null : MAPPER.createParser(input);
    if (csv) {
      List<String> names = row();
      columns = names.stream().map(ExportStream::column).toArray(String[]::new);
    }
  }

  private static String column(String name) {
    String plain = name.strip().toLowerCase(Locale.ROOT).replace("\uFEFF", "");
    return plain.equals("content") || plain.equals("@message") ? "message" : plain;
  }

  /** Whether the bytes begin a JSON document of many records rather than a record a line. */
  static boolean isDocument(byte[] b, int length) {
    int first = skipBlanks(b, 0, length);
    if (first >= length || b[first] != '[' && b[first] != '{') {
      return false;
    }
    int second = skipBlanks(b, first + 1, length);
    if (second >= length) {
      return false;
    }
    if (b[first] == '[') {
      return b[second] == '{' || b[second] == '[' && second > first + 1;
    }
    int feed = ByteScan.indexOf(b, '\n', first, length);
    Line line = new Line();
    line.set(b, first, feed < 0 ? length : feed);
    boolean whole = new JsonLayer().peel(line) && !line.cut;
    boolean many = whole && feed >= 0 && feed + 1 < length && b[feed + 1] == '{';
    return b[second] == '"' && !line.record && !many;
  }

  private static int skipBlanks(byte[] b, int from, int to) {
    int at = from;
    while (at < to && ByteScan.isBlank(b[at])) {
      at++;
    }
    return at;
  }

  /** Whether the bytes begin with the header of a table that has a column of messages. */
  static boolean isTable(byte[] b, int length) {
    int feed = ByteScan.indexOf(b, '\n', 0, length);
    if (feed <= 0 || feed > 1000) {
      return false;
    }
    String header = new String(b, 0, feed, UTF_8).strip();
    boolean times = false;
    boolean texts = false;
    for (String name : header.split(",")) {
      String column = column(name.replace("\"", ""));
      times |= column.endsWith("timestamp") || column.equals("time") || column.equals("date");
      texts |= TEXTS.contains(column);
    }
    return times && texts;
  }

  /** Whether the document ended before its end; ask after the last byte. */
  boolean isDamaged() {
    return damaged;
  }

  @Override
  public int read() throws IOException {
    return available() > 0 || next() ? ready[at++] & 0xff : -1;
  }

  @Override
  public int read(byte[] into, int from, int count) throws IOException {
    int given = 0;
    while (given < count && (available() > 0 || next())) {
      int part = Math.min(available(), count - given);
      System.arraycopy(ready, at, into, from + given, part);
      at += part;
      given += part;
    }
    return given == 0 ? -1 : given;
  }

  @Override
  public int available() {
    return ready.length - at;
  }

  private boolean next() throws IOException {
    at = 0;
    ready = new byte[0];
    while (!ended && ready.length == 0) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      try {
        ended = columns == null ? !nextObject(out) : !nextRow(out);
      } catch (JsonProcessingException e) {
        ended = true;
        damaged = true;
      }
      ready = out.toByteArray();
    }
    return ready.length > 0;
  }

  private boolean nextObject(ByteArrayOutputStream out) throws IOException {
    JsonToken token = json.nextToken();
    if (token == null) {
      return false;
    }
    if (token == JsonToken.START_OBJECT && json.getParsingContext().getParent().inArray()) {
      JsonNode node = json.readValueAsTree();
      if (node.path("values").isArray()) {
        loki(node, out);
      } else if (TEXTS.stream().anyMatch(node::has)) {
        write(node, out);
      }
    }
    return true;
  }

  /** One stream of Loki's API; newest first unless asked otherwise. */
  private static void loki(JsonNode stream, ByteArrayOutputStream out) throws IOException {
    JsonNode values = stream.get("values");
    int last = values.size() - 1;
    boolean newestFirst =
        last > 0 && values.get(0).path(0).asText().compareTo(values.get(last).path(0).asText()) > 0;
    for (int i = 0; i <= last; i++) {
      JsonNode value = values.get(newestFirst ? last - i : i);
      ObjectNode record = MAPPER.createObjectNode();
      record.set("labels", stream.path("stream"));
      record.put("timestamp", value.path(0).asText());
      record.put("line", value.path(1).asText());
      write(record, out);
    }
  }

  private static void write(JsonNode node, ByteArrayOutputStream out) throws IOException {
    out.write(MAPPER.writeValueAsBytes(node));
    out.write('\n');
  }

  private boolean nextRow(ByteArrayOutputStream out) throws IOException {
    List<String> row = row();
    if (row.isEmpty()) {
      return false;
    }
    ObjectNode record = MAPPER.createObjectNode();
    for (int i = 0; i < Math.min(columns.length, row.size()); i++) {
      record.put(columns[i], row.get(i));
    }
    write(record, out);
    return true;
  }

  /** RFC 4180: quotes around what holds commas, quotes doubled. Empty at the end. */
  private List<String> row() throws IOException {
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
      } else if (!quoted && b == ',') {
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
