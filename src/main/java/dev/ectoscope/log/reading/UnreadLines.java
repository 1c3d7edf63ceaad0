package dev.ectoscope.log.reading;

import dev.ectoscope.log.InputFile.Unread;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What was not understood of an input: the first thousand lines, and how many more. */
final class UnreadLines {

  private static final int MOST = 1000;

  private final List<Unread> lines = new ArrayList<>();
  private long beyond;
  private long last;

  void add(long line, String reason) {
    add(new Unread(line, reason));
  }

  private void add(Unread unread) {
    last = unread.line();
    if (lines.size() < MOST) {
      lines.add(unread);
    } else {
      beyond++;
    }
  }

  /**
   * Adds what was not understood behind this.
   *
   * @param before lines that it did not count
   */
  void addAll(UnreadLines later, long before) {
    later.lines.forEach(one -> add(one.line() + before, one.reason()));
    beyond += later.beyond;
    last = later.last == 0 ? last : later.last + before;
  }

  /** Something was met on this line that will be said at the end. */
  void passed(long line) {
    last = line;
  }

  long last() {
    return last;
  }

  /** By line. */
  List<Unread> list() {
    List<Unread> sorted = new ArrayList<>(lines);
    sorted.sort(Comparator.comparingLong(Unread::line));
    if (beyond > 0) {
      sorted.add(new Unread(last, "and " + beyond + " more, up to this line"));
    }
    return sorted;
  }
}
