package dev.ectoscope.ecto;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A change of one function.
 *
 * @param notes what to know of it, whole sentences
 */
record Change(List<Edit> edits, List<String> notes) {

  /** The longest line_length that people commonly set for the formatter. */
  private static final int WIDE = 120;

  /** What is put before a part comes before what takes its place. */
  private static final Comparator<Edit> IN_ORDER =
      Comparator.comparingInt(Edit::start).thenComparing(Edit::end);

  /** Bytes {@code start} to {@code end} of the file become {@code text}. */
  record Edit(int start, int end, String text) {}

  Change and(List<String> more) {
    return new Change(edits, Stream.concat(notes.stream(), more.stream()).toList());
  }

  /** A part of a file with the edits made. */
  static String apply(List<Edit> edits, String text, int offset) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    StringBuilder changed = new StringBuilder();
    int at = 0;
    for (Edit edit : edits.stream().sorted(IN_ORDER).toList()) {
      if (edit.start() - offset < at || edit.end() - offset > bytes.length) {
        return text;
      }
      changed.append(part(bytes, at, edit.start() - offset)).append(edit.text());
      at = edit.end() - offset;
    }
    return changed.append(part(bytes, at, bytes.length)).toString();
  }

  /** Whether a line that was not there before is longer than the formatter lets it be. */
  static boolean isTooWide(String before, String after) {
    Set<String> old = before.lines().collect(Collectors.toSet());
    int widest = old.stream().mapToInt(String::length).max().orElse(0);
    int width = Math.max(Elixir.WIDTH, Math.min(widest, WIDE));
    return after.lines().anyMatch(line -> line.length() > width && !old.contains(line));
  }

  private static String part(byte[] bytes, int from, int to) {
    return new String(Arrays.copyOfRange(bytes, from, to), StandardCharsets.UTF_8);
  }
}
