package dev.ectoscope.detector;

import java.util.Locale;
import java.util.stream.Stream;

/** What kind of thing a detector looks at: the folder that holds it. */
public enum Family {
  QUERY("Queries"),
  INDEX("Indexes"),
  PLAN("Plans"),
  POOL("Pool"),
  SCHEMA("Failures");

  private final String title;

  Family(String title) {
    this.title = title;
  }

  /**
   * By the package.
   *
   * @throws IllegalArgumentException when the class is in none of the five folders
   */
  static Family of(Class<?> detector) {
    String room = detector.getPackageName();
    String folder = room.substring(room.lastIndexOf('.') + 1);
    return Stream.of(values())
        .filter(family -> family.word().equals(folder))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(detector + " is in no family's folder"));
  }

  /** As it stands in addresses, and as the folder is called. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** For people. */
  public String title() {
    return title;
  }
}
