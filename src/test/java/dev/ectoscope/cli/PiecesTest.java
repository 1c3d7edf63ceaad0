package dev.ectoscope.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** What was written is given back, however it was cut. */
class PiecesTest {

  @Property(tries = 60)
  void theyAreTheBytesThatWereWritten(
      @ForAll @Size(max = 8) List<@IntRange(max = 150_000) Integer> lengths) throws IOException {
    Pieces pieces = new Pieces();
    ByteArrayOutputStream expected = new ByteArrayOutputStream();
    for (int length : lengths) {
      byte[] some = new byte[length];
      for (int i = 0; i < length; i++) {
        some[i] = (byte) (i * 31 + lengths.size());
      }
      pieces.write(some);
      expected.write(some);
      pieces.write(length);
      expected.write(length);
    }
    ByteArrayOutputStream given = new ByteArrayOutputStream();
    pieces.writeTo(given);
    assertThat(given.toByteArray()).isEqualTo(expected.toByteArray());
  }
}
