package dev.ectoscope.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ectoscope.report.LineDiff.Change;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class LineDiffTest {

  @Test
  void whatIsTheSameIsNoChange() {
    assertThat(LineDiff.of(List.of("a", "b"), List.of("a", "b")))
        .extracting(LineDiff.Line::change)
        .containsOnly(Change.SAME);
  }

  @Test
  void removedLinesKeepTheirOldNumbers() {
    assertThat(LineDiff.of(List.of("a", "b", "c", "d"), List.of("a", "x", "d")))
        .containsExactly(
            new LineDiff.Line(Change.SAME, 1, "a"),
            new LineDiff.Line(Change.REMOVED, 2, "b"),
            new LineDiff.Line(Change.REMOVED, 3, "c"),
            new LineDiff.Line(Change.ADDED, 2, "x"),
            new LineDiff.Line(Change.SAME, 3, "d"));
  }

  @Property
  void bothTextsCanBeReadOutOfTheDifference(
      @ForAll @Size(max = 12)
          List<@StringLength(max = 1) @CharRange(from = 'a', to = 'c') String> before,
      @ForAll @Size(max = 12)
          List<@StringLength(max = 1) @CharRange(from = 'a', to = 'c') String> after) {
    List<LineDiff.Line> lines = LineDiff.of(before, after);
    assertThat(texts(lines, Change.ADDED)).isEqualTo(before);
    assertThat(texts(lines, Change.REMOVED)).isEqualTo(after);
  }

  private static List<String> texts(List<LineDiff.Line> lines, Change without) {
    return lines.stream().filter(l -> l.change() != without).map(LineDiff.Line::text).toList();
  }
}
