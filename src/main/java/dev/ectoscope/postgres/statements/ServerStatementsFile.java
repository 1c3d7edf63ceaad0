package dev.ectoscope.postgres.statements;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * pg_stat_statements from a file: CSV of psql, pgAdmin or a spreadsheet (comma, semicolon or tab;
 * decimal comma), or a snapshot saved as JSON.
 */
public final class ServerStatementsFile {

  private static final JsonMapper JSON =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  private static final String HOW =
      "Make it with psql: \\copy (SELECT * FROM pg_stat_statements) TO 'pgss.csv' CSV HEADER";

  private final Path file;

  private ServerStatementsFile(Path file) {
    this.file = file;
  }

  /**
   * @throws NotUnderstood when it cannot be opened, or is no export of the view
   */
  public static ServerStatements read(Path file) {
    return new ServerStatementsFile(file).read();
  }

  /** A snapshot for {@link #read}. */
  public static String write(ServerStatements statements) {
    try {
      return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(statements) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("statements are plain data and always written", e);
    }
  }

  private ServerStatements read() {
    String text = text();
    if (text.isBlank()) {
      throw new NotUnderstood(file + " is empty. " + HOW);
    }
    try {
      return text.stripLeading().startsWith("{") ? json(text) : csv(text);
    } catch (IOException e) {
      throw new NotUnderstood(file + " ends in the middle of a value or is damaged. " + HOW);
    }
  }

  private String text() {
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(file);
    } catch (IOException e) {
      throw new NotUnderstood(
          file + " cannot be read; check the path given to --pg-stat-statements");
    }
    if (bytes.length > 1 && (bytes[0] & 0xff) == 0xff && (bytes[1] & 0xff) == 0xfe) {
      return decoded(bytes, StandardCharsets.UTF_16);
    }
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return text.startsWith("\ufeff") ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      return decoded(bytes, StandardCharsets.ISO_8859_1);
    }
  }

  private static String decoded(byte[] bytes, Charset charset) {
    return new String(bytes, charset);
  }

  private ServerStatements json(String text) throws IOException {
    ServerStatements read;
    try {
      read = JSON.readValue(text, ServerStatements.class);
    } catch (JsonProcessingException | RuntimeException e) {
      throw new NotUnderstood(file + " is JSON, but no snapshot of pg_stat_statements. " + HOW);
    }
    if (!ServerStatements.SCHEMA.equals(read.schema())) {
      throw new NotUnderstood(
          file
              + " is not a snapshot this version reads: its schema is "
              + read.schema()
              + ", not "
              + ServerStatements.SCHEMA);
    }
    return read;
  }

  private ServerStatements csv(String text) throws IOException {
    char delimiter = delimiter(text);
    List<String> names = namesOf(text, delimiter);
    CSVFormat format =
        CSVFormat.DEFAULT
            .builder()
            .setDelimiter(delimiter)
            .setHeader(names.toArray(String[]::new))
            .setSkipHeaderRecord(names.isEmpty())
            .setAllowMissingColumnNames(true)
            .setDuplicateHeaderMode(org.apache.commons.csv.DuplicateHeaderMode.ALLOW_ALL)
            .setIgnoreEmptyLines(true)
            .get();
    try (CSVParser parser = CSVParser.parse(new StringReader(text), format)) {
      StatementColumns columns = new StatementColumns(parser.getHeaderNames(), delimiter != ',');
      check(columns, parser.getHeaderNames());
      return statements(columns, parser);
    } catch (IllegalArgumentException | java.io.UncheckedIOException e) {
      throw new NotUnderstood(file + " ends in the middle of a value or is damaged. " + HOW);
    }
  }

  /** The columns of a file that does not name them, or nothing. */
  private static List<String> namesOf(String text, char delimiter) throws IOException {
    CSVFormat plain = CSVFormat.DEFAULT.builder().setDelimiter(delimiter).get();
    try (CSVParser parser = CSVParser.parse(new StringReader(text), plain)) {
      for (CSVRecord first : parser) {
        return StatementLayouts.of(first.toList());
      }
      return List.of();
    } catch (IllegalArgumentException | java.io.UncheckedIOException e) {
      return List.of();
    }
  }

  private void check(StatementColumns columns, List<String> header) {
    if (columns.recognised() == 0) {
      throw new NotUnderstood(
          file + " does not begin with the names of the columns of pg_stat_statements. " + HOW);
    }
    if (!columns.lacking().isEmpty()) {
      throw new NotUnderstood(
          file
              + " lacks "
              + String.join(", ", columns.lacking())
              + " (it has "
              + String.join(", ", header)
              + "). "
              + HOW);
    }
  }

  private ServerStatements statements(StatementColumns columns, CSVParser parser) {
    List<ServerStatements.Row> rows = new ArrayList<>();
    int damaged = 0;
    for (CSVRecord one : parser) {
      ServerStatements.Row row = columns.row(one.toMap());
      // A row with another number of values is shifted; (3 rows) is psql's own last line.
      if (Double.isNaN(row.counters().calls()) || row.query().isEmpty()) {
        damaged += one.get(0).matches("\\(\\d+ rows?\\)") ? 0 : 1;
      } else {
        rows.add(row);
      }
    }
    List<String> notes = new ArrayList<>();
    if (damaged > 0) {
      notes.add(damaged + (damaged == 1 ? " row" : " rows") + " of the file could not be read");
    }
    if (rows.isEmpty()) {
      notes.add("the file holds no statement");
    }
    return new ServerStatements(
        ServerStatements.SCHEMA,
        file.getFileName().toString(),
        "",
        "",
        -1,
        false,
        columns.missing(),
        notes,
        rows);
  }

  /** The separator that stands most often in the first line, outside quotes. */
  private static char delimiter(String text) {
    int end = text.indexOf('\n');
    String line = (end < 0 ? text : text.substring(0, end)).replaceAll("\"[^\"]*\"", "");
    char best = ',';
    Set<Character> tried = new HashSet<>();
    for (char c : new char[] {',', ';', '\t', '|'}) {
      if (tried.add(c) && count(line, c) > count(line, best)) {
        best = c;
      }
    }
    return best;
  }

  private static long count(String line, char c) {
    return line.chars().filter(one -> one == c).count();
  }

  /** The file is no export of the view. The message says what to do next. */
  public static final class NotUnderstood extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotUnderstood(String message) {
      super(message);
    }
  }
}
