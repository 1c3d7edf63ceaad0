package dev.ectoscope.log.bytes;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;

/** Writes bytes as a JSON string; those that are no UTF-8 stay what they are. */
public final class JsonString {

  private static final byte[] HEX = "0123456789abcdef".getBytes(US_ASCII);

  private JsonString() {}

  public static void write(byte[] text, int from, int to, ByteArrayOutputStream out) {
    out.write('"');
    for (int i = from; i < to; i++) {
      byte b = text[i];
      if (b == '"' || b == '\\') {
        out.write('\\');
        out.write(b);
      } else if (b >= 0 && b < ' ') {
        out.writeBytes(new byte[] {'\\', 'u', '0', '0', HEX[b >> 4], HEX[b & 15]});
      } else {
        out.write(b);
      }
    }
    out.write('"');
  }
}
