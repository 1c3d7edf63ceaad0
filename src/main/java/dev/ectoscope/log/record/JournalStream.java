package dev.ectoscope.log.record;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ectoscope.log.bytes.ByteScan;
import dev.ectoscope.log.bytes.JsonString;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * {@code journalctl --output=export} and {@code --output=verbose}, as the records of {@code
 * --output=json}. Sources: systemd's Journal Export Format (a value that is not plain text stands
 * behind its length in eight bytes) and journalctl(1); in verbose the lines of a value go on below
 * its first, indented.
 */
final class JournalStream extends RecordStream {

  static final String NAME = "journal";
  private static final int LONGEST = 32 * 1024 * 1024;
  private static final int FIRST_LINES = 100;
  private static final byte[] INDENT = "    ".getBytes(US_ASCII);
  private static final byte[] MESSAGE = "MESSAGE".getBytes(US_ASCII);
  private static final byte[][] KEPT = {
    MESSAGE,
    "__REALTIME_TIMESTAMP".getBytes(US_ASCII),
    "_HOSTNAME".getBytes(US_ASCII),
    "SYSLOG_IDENTIFIER".getBytes(US_ASCII),
    "_PID".getBytes(US_ASCII)
  };
  private static final Pattern STAMP =
      Pattern.compile(
          "(?:\\w{3} )?(\\d{4}-\\d\\d-\\d\\d) (\\d\\d:\\d\\d:\\d\\d(?:\\.\\d+)?) \\S+ \\[s=.*\\]");
  private static final Pattern FIELD = Pattern.compile("[A-Z0-9_]{1,64}=.*|[A-Z0-9_]{1,64}");

  private final InputStream input;
  private final boolean export;
  private final ByteArrayOutputStream record = new ByteArrayOutputStream();
  private byte @Nullable [] key;
  private final ByteArrayOutputStream value = new ByteArrayOutputStream();

  JournalStream(InputStream input, boolean export) {
    this.input = input;
    this.export = export;
  }

  static boolean isExport(byte[] sample) {
    String[] lines = new String(sample, 0, Math.min(sample.length, 64 * 1024), UTF_8).split("\n");
    boolean time = false;
    for (int i = 0; i < Math.min(lines.length, FIRST_LINES) && !lines[i].isEmpty() && !time; i++) {
      if (!FIELD.matcher(lines[i]).matches()) {
        return false;
      }
      time = lines[i].startsWith("__REALTIME_TIMESTAMP=");
    }
    return time;
  }

  static boolean isVerbose(byte[] sample) {
    String[] lines = new String(sample, 0, Math.min(sample.length, 8 * 1024), UTF_8).split("\n", 4);
    int first = lines[0].startsWith("-- ") ? 1 : 0; // "-- Logs begin at …"
    return lines.length > first + 1
        && STAMP.matcher(lines[first].strip()).matches()
        && lines[first + 1].startsWith("    ")
        && FIELD.matcher(lines[first + 1].strip()).matches();
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  protected boolean next(ByteArrayOutputStream out) throws IOException {
    byte[] line = line(input, LONGEST);
    if (line == null) {
      end(out);
      return false;
    }
    if (export) {
      exported(line, out);
    } else {
      verbose(line, out);
    }
    return true;
  }

  private void exported(byte[] line, ByteArrayOutputStream out) throws IOException {
    if (line.length == 0) {
      end(out);
      return;
    }
    int equals = ByteScan.indexOf(line, '=', 0, line.length);
    if (equals > 0) {
      field(line, 0, equals);
      value.write(line, equals + 1, line.length - equals - 1);
      return;
    }
    byte[] count = input.readNBytes(Long.BYTES);
    long length = 0;
    for (int i = count.length - 1; i >= 0; i--) {
      length = length << 8 | count[i] & 0xff;
    }
    if (count.length < Long.BYTES || length < 0 || length > LONGEST) {
      damaged();
      input.skip(Long.MAX_VALUE);
      return;
    }
    byte[] text = input.readNBytes((int) length);
    if (text.length < length || input.read() != '\n') {
      damaged();
    }
    field(line, 0, line.length);
    value.write(text, 0, text.length);
  }

  private void verbose(byte[] line, ByteArrayOutputStream out) {
    if (!ByteScan.startsWith(line, 0, line.length, INDENT)) {
      if (line.length > 0) {
        end(out);
        stamp(line);
      }
      return;
    }
    int equals = ByteScan.indexOf(line, '=', INDENT.length, line.length);
    int from = INDENT.length;
    byte[] current = key;
    int below = current == null ? 0 : INDENT.length + current.length + 1;
    if (below > 0 && line.length >= below && isBlank(line, below)) {
      value.write('\n');
      value.write(line, below, line.length - below);
    } else if (equals > from) {
      field(line, from, equals);
      value.write(line, equals + 1, line.length - equals - 1);
    }
  }

  private static boolean isBlank(byte[] line, int to) {
    for (int i = 0; i < to; i++) {
      if (line[i] != ' ') {
        return false;
      }
    }
    return true;
  }

  /** The time is that of the machine's zone, whose name does not tell its offset. */
  private void stamp(byte[] line) {
    var stamp = STAMP.matcher(new String(line, UTF_8).strip());
    if (stamp.matches()) {
      field("timestamp".getBytes(US_ASCII), 0, "timestamp".length());
      value.writeBytes((stamp.group(1) + "T" + stamp.group(2)).getBytes(US_ASCII));
    }
  }

  private void field(byte[] name, int from, int to) {
    endField();
    key = Arrays.copyOfRange(name, from, to);
  }

  private void endField() {
    byte[] name = key;
    key = null;
    boolean kept = name != null && (name[0] == 't' || isKept(name));
    if (name != null && kept) {
      record.write(record.size() == 0 ? '{' : ',');
      JsonString.write(name, 0, name.length, record);
      record.write(':');
      byte[] text = value.toByteArray();
      JsonString.write(text, 0, text.length, record);
    }
    value.reset();
  }

  private static boolean isKept(byte[] name) {
    for (byte[] kept : KEPT) {
      if (Arrays.equals(kept, name)) {
        return true;
      }
    }
    return false;
  }

  private void end(ByteArrayOutputStream out) {
    endField();
    if (record.size() > 0) {
      record.write('}');
      record.write('\n');
      out.writeBytes(record.toByteArray());
      record.reset();
    }
  }
}
