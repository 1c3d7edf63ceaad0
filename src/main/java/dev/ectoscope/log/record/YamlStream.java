package dev.ectoscope.log.record;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Records in YAML, as {@code gcloud logging read} prints them: documents, or items of a list. */
final class YamlStream extends RecordStream {

  static final String NAME = "yaml";
  private static final int LONGEST = 16 * 1024 * 1024;
  private static final int FIRST_BYTES = 64 * 1024;
  private static final int FIRST_LINES = 60;
  private static final Pattern LINE =
      Pattern.compile("(?:- |  )?(?:[\\w@./-]+|'[^']*'|\"[^\"]*\"):(?: .*)?|---|\\s.*|");
  private static final Pattern TEXT =
      Pattern.compile(
          "(?:- |  )?(?:textPayload|jsonPayload|message|msg|log|MESSAGE|line|body|'?@message'?):(?: .*)?");

  private final InputStream input;
  private List<String> record = new ArrayList<>();
  private int size;

  YamlStream(InputStream input) {
    this.input = input;
  }

  /** Whether all of the first lines are such, and some of them hold messages. */
  static boolean is(byte[] sample) {
    String[] lines = new String(sample, 0, Math.min(sample.length, FIRST_BYTES), UTF_8).split("\n");
    boolean inScalar = false;
    int texts = 0;
    int keys = 0;
    for (int i = 0; i < Math.min(lines.length - 1, FIRST_LINES); i++) {
      String line = lines[i];
      if (!LINE.matcher(line).matches()) {
        return false;
      }
      inScalar &= line.isEmpty() || line.startsWith("  ");
      keys += !inScalar && !line.isBlank() && !line.startsWith("    ") ? 1 : 0;
      texts += !inScalar && TEXT.matcher(line).matches() ? 1 : 0;
      inScalar |= line.endsWith(": |-") || line.endsWith(": |");
    }
    return texts > 0 && keys >= 2 * texts;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  protected boolean next(ByteArrayOutputStream out) throws IOException {
    byte[] bytes = line(input, LONGEST);
    String line = bytes == null ? null : new String(bytes, UTF_8);
    if (line == null || line.equals("---") || line.startsWith("- ")) {
      end(out);
    }
    if (line != null && !line.equals("---")) {
      add(line);
    }
    return line != null;
  }

  private void add(String line) {
    size += line.length();
    if (size > LONGEST) {
      damaged();
    } else {
      record.add(line);
    }
  }

  private void end(ByteArrayOutputStream out) throws IOException {
    List<String> lines = record;
    record = new ArrayList<>();
    size = 0;
    JsonNode node = lines.isEmpty() ? null : new YamlRecord(lines).read();
    if (node == null) {
      return;
    }
    ByteArrayOutputStream one = new ByteArrayOutputStream();
    ExportStream.record(node, one);
    out.writeBytes(one.toByteArray());
  }
}
