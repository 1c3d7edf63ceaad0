package dev.ectoscope.log.record;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ectoscope.log.bytes.ByteScan;
import java.io.ByteArrayOutputStream;
import java.io.CharConversionException;
import java.io.IOException;
import java.io.InputStream;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a terminal printed while asciinema recorded it, versions 1 to 3 of its file format: the
 * output alone, as lines of text, with colours and without what moves the cursor or names windows.
 */
final class CastStream extends RecordStream {

  static final String NAME = "asciicast";
  private static final int LONGEST = 32 * 1024 * 1024;
  private static final Pattern HEADER =
      Pattern.compile(
          "\\{(?=[^\\n]*\"version\":\\s*[123]\\b)(?=[^\\n]*\"(?:width|term|stdout)\":)[^\\n]*",
          Pattern.DOTALL);

  /** Operating system commands, application commands, and control sequences but colours. */
  private static final Pattern CONTROL =
      Pattern.compile(
          "\u001b\\][^\u0007\u001b]*(?:\u0007|\u001b\\\\)|\u001b[_P^][^\u0007\u001b]*(?:\u0007|\u001b\\\\)"
              + "|\u001b\\[[0-9;?<=>!]*[a-ln-zA-Z@`]|\u001b[()][A-Z0-9]|\u001b[=>78cDEHM]");

  /** Before a line feed, or before anything was printed on a line. */
  private static final Pattern RETURNS = Pattern.compile("\r+(?=\n)|(?m)^\r+");

  private final InputStream input;
  private @Nullable JsonParser first;
  private final StringBuilder text = new StringBuilder();
  private boolean begun;

  CastStream(InputStream input) {
    this.input = input;
  }

  static boolean is(byte[] sample) {
    int from = 0;
    int feed = ByteScan.indexOf(sample, '\n', from, sample.length);
    boolean small = feed > 0 && feed < 64 * 1024;
    String line = new String(sample, 0, small ? feed : Math.min(sample.length, 4096), UTF_8);
    return line.startsWith("{") && HEADER.matcher(line).lookingAt();
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  protected boolean next(ByteArrayOutputStream out) throws IOException {
    boolean more;
    try {
      more = first != null ? nextOfFirst(first) : nextLine();
    } catch (JsonProcessingException | CharConversionException e) {
      damaged();
      more = first == null; // a line that is cut, or the whole
    }
    if (!more) {
      text.append(text.isEmpty() ? "" : "\n");
    }
    lines(out);
    return more;
  }

  private boolean nextLine() throws IOException {
    byte[] line = line(input, LONGEST);
    if (line == null) {
      return false;
    }
    if (!begun) {
      begun = true;
      if (isFirstVersion(line)) {
        first =
            Json.MAPPER.createParser(
                new java.io.SequenceInputStream(new java.io.ByteArrayInputStream(line), input));
      }
      return true;
    }
    if (line.length == 0 || line[0] != '[') {
      return true; // a comment
    }
    JsonNode event = Json.MAPPER.readTree(line);
    if (event.path(1).asText().equals("o")) {
      text.append(event.path(2).asText());
    }
    return true;
  }

  private static boolean isFirstVersion(byte[] line) {
    return Pattern.compile("\"version\":\\s*1\\b").matcher(new String(line, UTF_8)).find();
  }

  /** One document that holds all. */
  private boolean nextOfFirst(JsonParser json) throws IOException {
    JsonToken token = json.nextToken();
    if (token == JsonToken.START_ARRAY && json.getParsingContext().getParent().inArray()) {
      text.append(Json.MAPPER.<JsonNode>readTree(json).path(1).asText());
    }
    return token != null;
  }

  private void lines(ByteArrayOutputStream out) {
    int feed = text.indexOf("\n");
    if (feed < 0) {
      return;
    }
    int last = text.lastIndexOf("\n") + 1;
    String plain = CONTROL.matcher(text.substring(0, last)).replaceAll("");
    plain = RETURNS.matcher(plain).replaceAll("");
    out.writeBytes(plain.getBytes(UTF_8));
    text.delete(0, last);
  }

  /** Made for the first recording that is met. */
  private static final class Json {
    static final ObjectMapper MAPPER = new ObjectMapper();
  }
}
