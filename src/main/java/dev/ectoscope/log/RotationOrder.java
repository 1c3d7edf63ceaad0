package dev.ectoscope.log;

import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Puts the files of one rotated log in the order they were written: {@code app.log.2.gz}, {@code
 * app.log.1}, {@code app.log}; {@code app-2024-01-01.log}, {@code app-2024-01-02.log}, {@code
 * app.log}. Files of different logs are in the order of their names. Looks at names only, so it is
 * the same wherever it is asked; what the files themselves print may tell better.
 */
public final class RotationOrder implements Comparator<String> {

  public static final RotationOrder BY_TIME = new RotationOrder();

  private static final Pattern PACKED =
      Pattern.compile("\\.(gz|zst|zstd|bz2|xz|tgz|tar)$", Pattern.CASE_INSENSITIVE);
  // -20240102, -2024-01-02, _2024-01-02T03, .2024-01-02_030405, and -1704153600 of `dateformat -%s`
  private static final Pattern DATE =
      Pattern.compile(
          "[-._]?((?:19|20)\\d\\d)[-._]?([01]\\d)[-._]?([0-3]\\d)"
              + "(?:[-_.T]?([0-2]\\d)[-:_]?([0-5]\\d)?[-:_]?([0-5]\\d)?)?(?!\\d)"
              + "|[-._](\\d{10})(?!\\d)");
  private static final Pattern NUMBER = Pattern.compile("\\.(\\d{1,6})(?=$|\\.log$)");

  // runit's svlogd and daemontools' multilog name a file by the TAI64N time it was closed at
  private static final Pattern TAI = Pattern.compile("@(4[0-9a-f]{23})(?:\\.[a-z])?");
  private static final String OF_TAI = "current";

  private RotationOrder() {}

  /**
   * @param log the name without what rotation added
   * @param date digits that compare as dates do, or "" for the file being written
   * @param number of the rotation, or -1
   */
  private record Place(String log, String date, long number) {

    static Place of(String path) {
      String name = path;
      for (Matcher m = PACKED.matcher(name); m.find(); m = PACKED.matcher(name)) {
        name = name.substring(0, m.start());
      }
      int file = Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1;
      String folder = name.substring(0, file);
      name = name.substring(file);
      Matcher tai = TAI.matcher(name);
      if (tai.matches()) {
        return new Place(folder + OF_TAI, tai.group(1), -1);
      }
      long number = -1;
      Matcher numbered = NUMBER.matcher(name);
      if (numbered.find()) {
        number = Long.parseLong(numbered.group(1));
        name = name.substring(0, numbered.start()) + name.substring(numbered.end());
      }
      String date = "";
      Matcher dated = DATE.matcher(name);
      if (dated.find()) {
        date = digits(dated);
        name = name.substring(0, dated.start()) + name.substring(dated.end());
      }
      return new Place(folder + name, date, number);
    }

    private static String digits(Matcher dated) {
      if (dated.group(7) != null) {
        return java.time.Instant.ofEpochSecond(Long.parseLong(dated.group(7)))
            .toString()
            .replaceAll("\\D", "");
      }
      StringBuilder digits = new StringBuilder();
      for (int group = 1; group <= 6; group++) {
        digits.append(dated.group(group) == null ? "00" : dated.group(group));
      }
      return digits.toString();
    }
  }

  /** Whether the two are of one log, and the second was begun after the first. */
  public boolean goesOn(String before, String after) {
    Place first = Place.of(before);
    Place second = Place.of(after);
    return first.log().equals(second.log()) && age(first, second) < 0;
  }

  @Override
  public int compare(String a, String b) {
    if (a.equals(b)) {
      return 0;
    }
    Place first = Place.of(a);
    Place second = Place.of(b);
    int byLog = first.log().compareTo(second.log());
    int order = byLog != 0 ? byLog : age(first, second);
    return order != 0 ? order : a.compareTo(b);
  }

  private static int age(Place first, Place second) {
    if (!first.date().equals(second.date())) {
      if (first.date().isEmpty() || second.date().isEmpty()) {
        // Without a date it is the file being written, or one of its numbered ones.
        return first.date().isEmpty() ? 1 : -1;
      }
      return first.date().compareTo(second.date());
    }
    if (first.number() < 0 || second.number() < 0) {
      return Long.compare(second.number(), first.number());
    }
    // Numbers count up within a day, and down towards the file being written.
    int up = Long.compare(first.number(), second.number());
    return first.date().isEmpty() ? -up : up;
  }
}
