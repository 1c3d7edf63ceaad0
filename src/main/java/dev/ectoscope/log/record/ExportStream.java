package dev.ectoscope.log.record;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ectoscope.log.bytes.ByteScan;
import dev.ectoscope.log.message.Line;
import dev.ectoscope.log.wrapper.JsonLayer;
import java.io.ByteArrayOutputStream;
import java.io.CharConversionException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The exports of log stores that are one JSON document or a CSV table, as one JSON record on each
 * line: {@code aws logs filter-log-events}, Grafana's and Loki's downloads, Loki's API,
 * CloudWatch's CSV. Line numbers are then numbers of records.
 */
final class ExportStream extends RecordStream {

  static final String NAME = "export";

  private static final List<String> TEXTS =
      List.of(
          "message",
          "msg",
          "log",
          "line",
          "@message",
          "textPayload",
          "_raw",
          "content",
          "body",
          "Message",
          "Log",
          "MESSAGE",
          "event.original");

  private static final List<String> COLUMNS = List.of("columns", "fields");

  private final InputStream input;
  private final JsonParser json;
  private final @Nullable Table table;
  private final Deque<ObjectNode> open = new ArrayDeque<>();
  private List<String> columns = List.of();

  /**
   * @param table what the input is a table of, or null when it is a JSON document
   */
  ExportStream(InputStream input, @Nullable Table table) throws IOException {
    this.input = input;
    this.table = table;
    json = Json.MAPPER.createParser(table != null ? InputStream.nullInputStream() : input);
    if (table != null) {
      table.skipHeader(input);
    }
  }

  /** Whether the bytes begin a JSON document of many records rather than a record a line. */
  static boolean isDocument(byte[] b, int length) {
    int first = skipBlanks(b, 0, length);
    if (first >= length || b[first] != '[' && b[first] != '{' || isWide(b, length)) {
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
    boolean one = !many || isBatch(b, first, feed);
    return b[second] == '"' && !line.record && one;
  }

  /** Whether a JSON parser would take the text for one of two or four bytes a character. */
  private static boolean isWide(byte[] b, int length) {
    for (int i = 0; i < Math.min(4, length); i++) {
      if (b[i] == 0) {
        return true;
      }
    }
    return false;
  }

  /** Whether an object on a line of its own holds records in a list. */
  private static boolean isBatch(byte[] b, int from, int to) {
    try {
      return holdsRecords(Json.MAPPER.readTree(b, from, to - from));
    } catch (IOException e) {
      return false;
    }
  }

  private static boolean holdsRecords(JsonNode node) {
    for (JsonNode child : node) {
      boolean item = node.isArray() && child.isObject() && isRecord(child);
      if (item || holdsRecords(child)) {
        return true;
      }
    }
    return false;
  }

  private static int skipBlanks(byte[] b, int from, int to) {
    int at = from;
    while (at < to && ByteScan.isBlank(b[at])) {
      at++;
    }
    return at;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  protected boolean next(ByteArrayOutputStream out) throws IOException {
    try {
      return table == null ? nextObject(out) : nextRow(table, out);
    } catch (JsonProcessingException | CharConversionException e) {
      damaged();
      return false;
    }
  }

  private boolean nextObject(ByteArrayOutputStream out) throws IOException {
    JsonToken token = json.nextToken();
    if (token == null) {
      return false;
    }
    boolean inArray = json.getParsingContext().inArray();
    if (token.isStructStart()) {
      inArray = json.getParsingContext().getParent().inArray();
      if (inArray) {
        record(json.readValueAsTree(), columns, out);
      } else if (token == JsonToken.START_OBJECT) {
        open.push(open.isEmpty() ? Json.MAPPER.createObjectNode() : open.peek().putObject(key()));
      } else if (COLUMNS.contains(key())) {
        columns = names(json.readValueAsTree());
      } else if (TEXTS.contains(key())) {
        open.peek().set(key(), json.readValueAsTree()); // bytes of journald's
      }
    } else if (token == JsonToken.END_OBJECT && !open.isEmpty()) {
      ObjectNode ended = open.pop();
      if (open.isEmpty() && isRecord(ended)) {
        write(ended, out);
      }
    } else if (token.isScalarValue() && !inArray && !open.isEmpty()) {
      open.peek().set(key(), json.readValueAsTree());
    }
    return true;
  }

  private String key() throws IOException {
    return Objects.requireNonNullElse(json.currentName(), "");
  }

  /** Names of columns: texts, or objects with a name. */
  private static List<String> names(JsonNode columns) {
    List<String> names = new ArrayList<>();
    for (JsonNode column : columns) {
      names.add(column.isTextual() ? column.asText() : column.path("name").asText());
    }
    return names;
  }

  /** Writes the records that are, or are in, what an array holds. */
  static void record(JsonNode node, ByteArrayOutputStream out) throws IOException {
    record(node, List.of(), out);
  }

  private static void record(JsonNode node, List<String> columns, ByteArrayOutputStream out)
      throws IOException {
    if (node.isArray() && !columns.isEmpty() && node.size() == columns.size()) {
      row(node, columns, out);
    } else if (node.isObject() && node.path("rows").isArray()) {
      for (String key : COLUMNS) {
        List<String> names = names(node.path(key));
        for (JsonNode row : names.isEmpty() ? List.<JsonNode>of() : node.path("rows")) {
          record(row, names, out);
        }
      }
    } else if (node.isObject() && node.path("values").isArray()) {
      loki(node, out);
    } else if (node.isObject() && isRecord(node)) {
      write(node, out);
    } else if (node.isArray() && node.path(0).has("field") && node.path(0).has("value")) {
      ObjectNode fields = Json.MAPPER.createObjectNode();
      node.forEach(pair -> fields.set(pair.path("field").asText(), pair.path("value")));
      write(fields, out);
    } else if (node.isObject() && isOfTexts(node)) {
      write(node, out);
    } else {
      for (JsonNode child : node) {
        record(child, out);
      }
    }
  }

  /** One row of a table whose columns are named apart: Splunk's, Azure's. */
  private static void row(JsonNode row, List<String> columns, ByteArrayOutputStream out)
      throws IOException {
    ObjectNode record = Json.MAPPER.createObjectNode();
    for (int i = 0; i < columns.size(); i++) {
      record.set(columns.get(i), row.path(i));
    }
    write(record, out);
  }

  /** Whether it holds texts and nothing else that may hold records. */
  private static boolean isOfTexts(JsonNode node) {
    boolean texts = false;
    for (JsonNode child : node) {
      if (child.isContainerNode()) {
        return false;
      }
      texts |= child.isTextual();
    }
    return texts && node.size() > 1;
  }

  private static boolean isRecord(JsonNode node) {
    if (TEXTS.stream().anyMatch(node::hasNonNull)) {
      return true;
    }
    for (JsonNode child : node) {
      if (child.isObject() && isRecord(child)) {
        return true;
      }
    }
    return false;
  }

  /** One stream of Loki's API; newest first unless asked otherwise. */
  private static void loki(JsonNode stream, ByteArrayOutputStream out) throws IOException {
    JsonNode values = stream.get("values");
    int last = values.size() - 1;
    boolean newestFirst =
        last > 0 && values.get(0).path(0).asText().compareTo(values.get(last).path(0).asText()) > 0;
    for (int i = 0; i <= last; i++) {
      JsonNode value = values.get(newestFirst ? last - i : i);
      ObjectNode record = Json.MAPPER.createObjectNode();
      record.set("labels", stream.path("stream"));
      record.put("timestamp", value.path(0).asText());
      record.put("line", value.path(1).asText());
      write(record, out);
    }
  }

  private static void write(JsonNode node, ByteArrayOutputStream out) throws IOException {
    out.write(Json.MAPPER.writeValueAsBytes(node.path("body").isObject() ? telemetry(node) : node));
    out.write('\n');
  }

  /** A log record of OpenTelemetry's. */
  private static JsonNode telemetry(JsonNode node) {
    ObjectNode record = node.deepCopy();
    record.remove("body");
    record.set("timestamp", node.path("timeUnixNano"));
    record.set("message", node.path("body").path("stringValue"));
    record.remove("attributes");
    for (JsonNode attribute : node.path("attributes")) {
      record.set(attribute.path("key").asText(), attribute.path("value").path("stringValue"));
    }
    return record;
  }

  private boolean nextRow(Table table, ByteArrayOutputStream out) throws IOException {
    List<String> cells = nextCells(table);
    if (cells.isEmpty()) {
      return false;
    }
    ObjectNode record = Json.MAPPER.createObjectNode();
    for (int i = 0; i < Math.min(table.columns().size(), cells.size()); i++) {
      record.put(table.columns().get(i), cells.get(i));
    }
    write(record, out);
    return true;
  }

  private List<String> nextCells(Table table) throws IOException {
    return Table.cells(input, table.separator());
  }

  /** Made for the first export that is met. */
  private static final class Json {
    static final ObjectMapper MAPPER = new ObjectMapper();
  }
}
