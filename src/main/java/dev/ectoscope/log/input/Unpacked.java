package dev.ectoscope.log.input;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * Bytes with every compression around them taken off: {@code app.log.gz}, and also the {@code .gz}
 * inside a {@code .tar.zst}.
 *
 * @param bytes the innermost bytes
 * @param stored counts the outermost
 * @param layers names of the compressions, outermost first
 */
public record Unpacked(PeekStream bytes, CountingStream stored, List<String> layers) {

  private static final int MOST_LAYERS = 4;
  private static final int TAR_MAGIC_AT = 257;
  private static final byte[] TAR_MAGIC = {'u', 's', 't', 'a', 'r'};
  private static final byte[] ZIP_MAGIC = {'P', 'K', 3, 4};

  public static Unpacked of(InputStream raw) throws IOException {
    CountingStream stored = new CountingStream(raw);
    PeekStream bytes = new PeekStream(stored);
    List<String> layers = new ArrayList<>();
    try {
      for (int layer = 0; layer < MOST_LAYERS; layer++) {
        Compression compression = Compression.of(bytes.peek(8));
        if (compression == null) {
          break;
        }
        bytes = new PeekStream(compression.open(bytes));
        layers.add(compression.label());
      }
      return new Unpacked(bytes, stored, layers);
    } catch (IOException | RuntimeException e) {
      raw.close();
      throw e;
    }
  }

  public boolean isTar() throws IOException {
    return matches(bytes.peek(TAR_MAGIC_AT + TAR_MAGIC.length), TAR_MAGIC_AT, TAR_MAGIC);
  }

  public boolean isZip() throws IOException {
    return matches(bytes.peek(ZIP_MAGIC.length), 0, ZIP_MAGIC);
  }

  private static boolean matches(byte[] first, int at, byte[] magic) {
    return first.length >= at + magic.length
        && java.util.Arrays.equals(first, at, at + magic.length, magic, 0, magic.length);
  }

  /** Begins a sentence: {@code the gzip file}, or {@code the file}. */
  public String what() {
    return layers.isEmpty() ? "the file" : "the " + String.join(" in ", reversed()) + " file";
  }

  private List<String> reversed() {
    List<String> inner = new ArrayList<>(layers);
    java.util.Collections.reverse(inner);
    return inner;
  }
}
