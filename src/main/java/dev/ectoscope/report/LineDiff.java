package dev.ectoscope.report;

import java.util.ArrayList;
import java.util.List;

/** Two texts line by line: the longest common subsequence stays, the rest is removed or added. */
final class LineDiff {

  private static final int MOST_CELLS = 4_000_000;

  private LineDiff() {}

  enum Change {
    SAME,
    REMOVED,
    ADDED
  }

  /**
   * @param number of the line in the new text, or in the old one when it was removed; from 1
   */
  record Line(Change change, int number, String text) {}

  static List<Line> of(List<String> before, List<String> after) {
    int[][] common = common(before, after);
    List<Line> lines = new ArrayList<>();
    int i = 0;
    int j = 0;
    while (i < before.size() || j < after.size()) {
      if (i < before.size() && j < after.size() && before.get(i).equals(after.get(j))) {
        lines.add(new Line(Change.SAME, j + 1, after.get(j++)));
        i++;
      } else if (i < before.size() && (j == after.size() || common[i + 1][j] >= common[i][j + 1])) {
        lines.add(new Line(Change.REMOVED, i + 1, before.get(i++)));
      } else {
        lines.add(new Line(Change.ADDED, j + 1, after.get(j++)));
      }
    }
    return lines;
  }

  /** Cell i, j: length of the longest common subsequence of what follows line i and line j. */
  private static int[][] common(List<String> before, List<String> after) {
    int[][] common = new int[before.size() + 1][after.size() + 1];
    if ((long) before.size() * after.size() > MOST_CELLS) {
      return common;
    }
    for (int i = before.size() - 1; i >= 0; i--) {
      for (int j = after.size() - 1; j >= 0; j--) {
        common[i][j] =
            before.get(i).equals(after.get(j))
                ? common[i + 1][j + 1] + 1
                : Math.max(common[i + 1][j], common[i][j + 1]);
      }
    }
    return common;
  }
}
