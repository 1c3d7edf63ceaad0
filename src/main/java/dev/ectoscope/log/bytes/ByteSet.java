package dev.ectoscope.log.bytes;

/** A set of ASCII characters: whether a byte is one of them is told without a search. */
public final class ByteSet {

  private final boolean[] holds = new boolean[256];

  public ByteSet(String characters) {
    for (int i = 0; i < characters.length(); i++) {
      holds[characters.charAt(i)] = true;
    }
  }

  public boolean has(byte b) {
    return holds[b & 0xff];
  }
}
