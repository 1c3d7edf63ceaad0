package dev.ectoscope.log.reading;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** What shippers, stores, terminals and editors make of the console lines of one instance. */
public final class Wrappers {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Instant START = Instant.parse("2026-11-20T10:15:30.236034Z");

  private Wrappers() {}

  /** Wraps one physical line; the number is its place in the log. */
  interface ByLine {
    String wrap(String line, int number);
  }

  public static Map<String, Function<List<String>, byte[]>> all() {
    Map<String, Function<List<String>, byte[]>> all = new LinkedHashMap<>();
    LineWrappers.addTo(all);
    PlatformWrappers.addTo(all);
    JsonWrappers.addTo(all);
    DocumentWrappers.addTo(all);
    StreamWrappers.addTo(all);
    encodings(all);
    return all;
  }

  private static void encodings(Map<String, Function<List<String>, byte[]>> all) {
    all.put("carriage returns", log -> bytes(joined(log).replace("\n", "\r\n")));
    all.put("byte order mark", log -> bytes("\ufeff" + joined(log)));
    all.put(
        "utf-16 of PowerShell",
        log ->
            ("\ufeff" + joined(log).replace("\n", "\r\n"))
                .getBytes(java.nio.charset.StandardCharsets.UTF_16LE));
    all.put(
        "utf-16, big end first",
        log -> ("\ufeff" + joined(log)).getBytes(java.nio.charset.StandardCharsets.UTF_16BE));
    all.put(
        "utf-16 without a mark",
        log ->
            joined(log).replace("\n", "\r\n").getBytes(java.nio.charset.StandardCharsets.UTF_16LE));
    all.put(
        "padded by tmux", lines((line, n) -> line + " ".repeat(Math.max(0, 200 - line.length()))));
  }

  static Map<String, Object> gcp(String line, int n) {
    return map(
        "insertId",
        "x" + n,
        "logName",
        "projects/p/logs/stdout",
        "receiveTimestamp",
        nanos(n + 3),
        "resource",
        Map.of("labels", Map.of("pod_name", "web-1"), "type", "k8s_container"),
        "severity",
        "INFO",
        "textPayload",
        line,
        "timestamp",
        nanos(n));
  }

  static Function<List<String>, byte[]> lines(ByLine wrap) {
    return log -> bytes(joined(wrapped(log, wrap)));
  }

  static List<String> wrapped(List<String> log, ByLine wrap) {
    List<String> wrapped = new ArrayList<>();
    for (int n = 0; n < log.size(); n++) {
      wrapped.add(wrap.wrap(log.get(n), n));
    }
    return wrapped;
  }

  interface ByRecord {
    Object of(String line, int number);
  }

  static List<Object> records(List<String> log, ByRecord record) {
    List<Object> records = new ArrayList<>();
    for (int n = 0; n < log.size(); n++) {
      records.add(record.of(log.get(n), n));
    }
    return records;
  }

  static byte[] csv(String header, List<String> log, ByLine row) {
    return bytes(header + "\r\n" + String.join("\r\n", wrapped(log, row)) + "\r\n");
  }

  static byte[] newestCsv(String header, List<String> log, ByLine row) {
    return bytes(header + "\n" + joined(reversed(wrapped(log, row))));
  }

  static String cell(String text) {
    return "\"" + text.replace("\"", "\"\"") + "\"";
  }

  static <T> List<T> reversed(List<T> list) {
    List<T> reversed = new ArrayList<>(list);
    Collections.reverse(reversed);
    return reversed;
  }

  static String joined(List<String> lines) {
    return String.join("\n", lines) + "\n";
  }

  static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  static Map<String, Object> map(Object... keysAndValues) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      map.put((String) keysAndValues[i], keysAndValues[i + 1]);
    }
    return map;
  }

  static String json(Object... keysAndValues) {
    return value(map(keysAndValues));
  }

  static String value(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }

  static String pretty(Object value) {
    try {
      return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }

  static Instant at(int n) {
    return START.plusNanos(n * 1_003_007L);
  }

  static long ms(int n) {
    return at(n).toEpochMilli();
  }

  static String nanos(int n) {
    return at(n).toString().replaceFirst("(\\.\\d+)?Z$", String.format(".%09dZ", at(n).getNano()));
  }

  static String micros(int n) {
    return nanos(n).substring(0, 26);
  }

  static String millis(int n) {
    return nanos(n).substring(0, 23);
  }

  static String seconds(int n) {
    return nanos(n).substring(0, 19);
  }

  static String spaced(int n) {
    return millis(n).replace('T', ' ');
  }
}
