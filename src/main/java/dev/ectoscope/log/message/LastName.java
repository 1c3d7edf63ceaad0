package dev.ectoscope.log.message;

import dev.ectoscope.log.bytes.Interner;
import java.util.Arrays;

/** A name that most entries share with the entry before: then it is not looked up again. */
public final class LastName {

  private final Interner<String> names;
  private byte[] bytes = new byte[64];
  private int length;
  private String name = "";

  public LastName(Interner<String> names) {
    this.names = names;
  }

  /** The name in [from, to), "" when that is empty. */
  public String get(byte[] text, int from, int to) {
    if (to <= from) {
      return "";
    }
    if (length == 0 || !Arrays.equals(text, from, to, bytes, 0, length)) {
      name = names.get(text, from, to);
      length = to - from;
      bytes = bytes.length < length ? new byte[length] : bytes;
      System.arraycopy(text, from, bytes, 0, length);
    }
    return name;
  }
}
