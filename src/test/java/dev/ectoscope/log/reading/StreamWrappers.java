package dev.ectoscope.log.reading;

import static dev.ectoscope.log.reading.Wrappers.bytes;
import static dev.ectoscope.log.reading.Wrappers.joined;
import static dev.ectoscope.log.reading.Wrappers.micros;
import static dev.ectoscope.log.reading.Wrappers.nanos;
import static dev.ectoscope.log.reading.Wrappers.value;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Logs whose lines cannot be had line by line: journals, YAML, recordings, counted octets. */
final class StreamWrappers {

  private static final int FOLDED = 76;

  private StreamWrappers() {}

  static void addTo(Map<String, Function<List<String>, byte[]>> all) {
    journals(all);
    yaml(all);
    recordings(all);
    all.put("octets without line feeds", log -> octets(log, 1));
    all.put("octets, messages of three lines", log -> octets(log, 3));
  }

  private static void journals(Map<String, Function<List<String>, byte[]>> all) {
    all.put("journald verbose", log -> bytes(verbose(log)));
    all.put("journald export", log -> export(log, 1));
    all.put("journald export, messages of three lines", log -> export(log, 3));
    all.put(
        "journald, messages of three lines",
        log -> bytes(indented(log, "Nov 20 10:15:30 host-1 shop[4242]: ")));
    all.put(
        "journald short-iso, messages of three lines",
        log -> bytes(indented(log, "2026-11-20T10:15:30+0000 host-1 shop[4242]: ")));
    all.put("journald cat", log -> bytes(joined(log)));
    all.put("journald short-delta", log -> bytes(delta(log)));
  }

  private static String verbose(List<String> log) {
    StringBuilder out = new StringBuilder();
    int n = 0;
    for (String line : log) {
      out.append("Fri 2026-11-20 10:15:30.")
          .append(100_000 + n % 900_000)
          .append(" UTC [s=3f0;i=")
          .append(Integer.toHexString(n++))
          .append(";b=9d2;m=1f;t=5c3;x=aa]\n")
          .append("    PRIORITY=6\n    SYSLOG_IDENTIFIER=shop\n")
          .append("    MESSAGE=")
          .append(line)
          .append('\n')
          .append("    _PID=4242\n    _HOSTNAME=host-1\n    _SYSTEMD_UNIT=shop.service\n");
    }
    return out.toString();
  }

  private static String indented(List<String> log, String prefix) {
    StringBuilder out = new StringBuilder();
    for (int n = 0; n < log.size(); n++) {
      out.append(n % 3 == 0 ? prefix : " ".repeat(prefix.length())).append(log.get(n)).append('\n');
    }
    return out.toString();
  }

  private static String delta(List<String> log) {
    StringBuilder out = new StringBuilder();
    for (int n = 0; n < log.size(); n++) {
      String ago = n == 0 ? "                " : " <    0.001003 >";
      out.append("[ 1234.236034")
          .append(ago)
          .append("] host-1 shop[4242]: ")
          .append(log.get(n))
          .append('\n');
    }
    return out.toString();
  }

  private static byte[] export(List<String> log, int together) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int n = 0; n < log.size(); n += together) {
      String message = String.join("\n", log.subList(n, Math.min(log.size(), n + together)));
      out.writeBytes(
          bytes(
              "__CURSOR=s=3f0;i="
                  + n
                  + "\n__REALTIME_TIMESTAMP=1795169730"
                  + (100_000 + n)
                  + "\n__MONOTONIC_TIMESTAMP=1234\n_HOSTNAME=host-1\nPRIORITY=6\n"));
      if (message.chars().allMatch(c -> c >= ' ' && c < 127)) {
        out.writeBytes(bytes("MESSAGE=" + message + "\n"));
      } else {
        byte[] text = message.getBytes(UTF_8);
        out.writeBytes(bytes("MESSAGE\n"));
        out.writeBytes(
            ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(text.length).array());
        out.writeBytes(text);
        out.write('\n');
      }
      out.writeBytes(bytes("_PID=4242\n\n"));
    }
    return out.toByteArray();
  }

  private static void yaml(Map<String, Function<List<String>, byte[]>> all) {
    all.put("gcloud yaml", log -> documents(log, StreamWrappers::scalar));
    all.put("gcloud yaml, quoted", log -> documents(log, (text, in) -> folded(text, in)));
    all.put("gcloud yaml, payload of three lines", StreamWrappers::blocks);
    all.put(
        "yaml list",
        log -> {
          StringBuilder out = new StringBuilder();
          for (int n = 0; n < log.size(); n++) {
            out.append("- message: ")
                .append(scalar(log.get(n), "  "))
                .append("\n  timestamp: '")
                .append(nanos(n))
                .append("'\n");
          }
          return bytes(out.toString());
        });
  }

  private interface Scalar {
    String of(String text, String indent);
  }

  private static byte[] documents(List<String> log, Scalar scalar) {
    StringBuilder out = new StringBuilder();
    for (int n = 0; n < log.size(); n++) {
      out.append(n == 0 ? "" : "---\n")
          .append("insertId: x")
          .append(n)
          .append(
              "\nlabels:\n  k8s-pod/app: shop\nlogName: projects/p/logs/stdout\nreceiveTimestamp: '")
          .append(nanos(n))
          .append(
              "'\nresource:\n  labels:\n    pod_name: web-1\n  type: k8s_container\nseverity: INFO\ntextPayload: ")
          .append(scalar.of(log.get(n), "  "))
          .append("\ntimestamp: '")
          .append(nanos(n))
          .append("'\n");
    }
    return bytes(out.toString());
  }

  private static byte[] blocks(List<String> log) {
    StringBuilder out = new StringBuilder();
    for (int n = 0; n < log.size(); n += 3) {
      List<String> lines = log.subList(n, Math.min(log.size(), n + 3));
      boolean plain = lines.stream().noneMatch(l -> l.startsWith(" ") || l.contains("\u001b"));
      out.append(n == 0 ? "" : "---\n").append("insertId: x").append(n).append("\ntextPayload: ");
      if (plain) {
        out.append("|-\n");
        lines.forEach(l -> out.append(l.isEmpty() ? "" : "  " + l).append('\n'));
      } else {
        out.append(folded(String.join("\n", lines), "  ")).append('\n');
      }
      out.append("timestamp: '").append(nanos(n)).append("'\n");
    }
    return bytes(out.toString());
  }

  /** Single quotes, or double ones for what has control characters. */
  private static String scalar(String text, String indent) {
    return text.contains("\u001b") ? folded(text, indent) : "'" + text.replace("'", "''") + "'";
  }

  /** In double quotes, each line but the last ended by a backslash. */
  private static String folded(String text, String indent) {
    StringBuilder out = new StringBuilder("\"");
    int width = 0;
    for (int at = 0; at < text.length(); at++) {
      char c = text.charAt(at);
      if (width > FOLDED) {
        out.append("\\\n").append(indent).append(c == ' ' ? "\\" : "");
        width = 0;
      }
      String one =
          switch (c) {
            case '"' -> "\\\"";
            case '\\' -> "\\\\";
            case '\n' -> "\\n";
            case '\t' -> "\\t";
            case '\u001b' -> "\\e";
            default -> c > 127 ? String.format("\\u%04X", (int) c) : String.valueOf(c);
          };
      out.append(one);
      width += one.length();
    }
    return out.append('"').toString();
  }

  private static void recordings(Map<String, Function<List<String>, byte[]>> all) {
    all.put(
        "asciicast v1",
        log ->
            bytes(
                "{\"version\":1,\"width\":80,\"height\":24,\"duration\":1.5,\"command\":\"/bin/bash\",\"title\":null,\"env\":{},\"stdout\":["
                    + String.join(",", events(log, "[0.1,%s]"))
                    + "]}\n"));
    all.put(
        "asciicast v2",
        log ->
            bytes(
                "{\"version\": 2, \"width\": 80, \"height\": 24, \"timestamp\": 1795169730, \"env\": {\"TERM\": \"xterm\"}}\n"
                    + joined(events(log, "[%d.5, \"o\", %s]"))));
    all.put(
        "asciicast v3",
        log ->
            bytes(
                "{\"version\":3,\"term\":{\"cols\":80,\"rows\":24},\"timestamp\":1795169730}\n# a comment\n"
                    + joined(events(log, "[0.5, \"o\", %s]"))));
  }

  /** What the terminal printed, in pieces that end anywhere. */
  private static List<String> events(List<String> log, String form) {
    List<String> events = new java.util.ArrayList<>();
    String text =
        "\u001b]0;shop\u0007\u001b[?2004h$ mix phx.server\r\n\u001b[?2004l\r"
            + String.join("\r\n", log)
            + "\r\n";
    for (int at = 0, n = 0; at < text.length(); n++) {
      int end = Math.min(text.length(), at + 50 + n * 37 % 900);
      String data = value(text.substring(at, end));
      events.add(form.contains("%d") ? String.format(form, n, data) : String.format(form, data));
      if (n % 10 == 5 && form.contains("\"o\"")) {
        events.add((form.contains("%d") ? "[" + n : "[0") + ".5, \"i\", \"QUERY OK db=1.0ms\\r\"]");
      }
      at = end;
    }
    return events;
  }

  private static byte[] octets(List<String> log, int together) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int n = 0; n < log.size(); n += together) {
      String message = String.join("\n", log.subList(n, Math.min(log.size(), n + together)));
      byte[] frame = bytes("<134>1 " + micros(n) + "Z host-1 shop 4242 - - " + message);
      out.writeBytes(bytes(frame.length + " "));
      out.writeBytes(frame);
    }
    return out.toByteArray();
  }
}
