package dev.ectoscope.report;

import dev.ectoscope.review.Finding;
import dev.ectoscope.review.Review;
import java.util.Locale;

/**
 * Which findings the list shows; every part may be "".
 *
 * @param q words of title, table, function, file or SQL
 * @param family of the detector: query, index, plan, pool, schema
 */
public record FindingFilter(
    String q, String severity, String detector, String confidence, String file, String family) {

  public static final FindingFilter ALL = new FindingFilter("", "", "", "", "", "");

  public FindingFilter {
    q = q == null ? "" : q.strip();
    severity = severity == null ? "" : severity;
    detector = detector == null ? "" : detector;
    confidence = confidence == null ? "" : confidence;
    file = file == null ? "" : file;
    family = family == null ? "" : family;
  }

  /** A filter over all families. */
  public FindingFilter(String q, String severity, String detector, String confidence, String file) {
    this(q, severity, detector, confidence, file, "");
  }

  /** A filter by words, severity and kind alone. */
  public FindingFilter(String q, String severity, String detector) {
    this(q, severity, detector, "", "");
  }

  /** The file that holds the first call, or "". */
  static String fileOf(Finding finding) {
    return finding.callSites().stream()
        .map(Finding.FindingSite::file)
        .filter(f -> f != null && !f.isEmpty())
        .findFirst()
        .orElse("");
  }

  /** Whether nothing but words is asked for. */
  boolean onlyWords() {
    return equals(new FindingFilter(q, "", ""));
  }

  boolean isAll() {
    return equals(ALL);
  }

  boolean accepts(Finding finding, Shell shell) {
    return (severity.isEmpty() || finding.severity().word().equals(severity))
        && (detector.isEmpty() || finding.detector().equals(detector))
        && (family.isEmpty() || shell.family(finding.detector()).word().equals(family))
        && (confidence.isEmpty() || finding.confidence().word().equals(confidence))
        && (file.isEmpty() || fileOf(finding).equals(file))
        && (q.isEmpty()
            || text(finding, shell.review())
                .toLowerCase(Locale.ROOT)
                .contains(q.toLowerCase(Locale.ROOT)));
  }

  FindingFilter withSeverity(String other) {
    return new FindingFilter(q, other, detector, confidence, file, family);
  }

  FindingFilter withFamily(String other) {
    return new FindingFilter(q, severity, detector, confidence, file, other);
  }

  String address() {
    return new PageAddress("/findings")
        .with("q", q)
        .with("severity", severity)
        .with("family", family)
        .with("detector", detector)
        .with("confidence", confidence)
        .with("file", file)
        .toString();
  }

  private static String text(Finding finding, Review review) {
    StringBuilder text = new StringBuilder(Prose.plain(finding.title()));
    text.append(' ')
        .append(String.join(" ", finding.tables()))
        .append(' ')
        .append(finding.detector());
    finding
        .callSites()
        .forEach(s -> text.append(' ').append(s.function()).append(' ').append(s.file()));
    review.statements().stream()
        .filter(row -> finding.statements().contains(row.fingerprint()))
        .forEach(row -> text.append(' ').append(row.sql()));
    return text.toString();
  }
}
