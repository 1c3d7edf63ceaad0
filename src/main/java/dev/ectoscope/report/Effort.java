package dev.ectoscope.report;

import dev.ectoscope.review.Finding;
import dev.ectoscope.review.Finding.Code;
import dev.ectoscope.review.Review;
import java.util.List;

/** What a change costs to make, from its code: "One migration, 4.6 MB". */
final class Effort {

  private Effort() {}

  static String of(Finding finding, Review.Indexes indexes) {
    List<Code> fixes = finding.recommendation().fixes();
    if (fixes.isEmpty()) {
      return "";
    }
    String kind = fixes.get(0).kind();
    boolean one = fixes.stream().filter(f -> f.kind().equals(kind)).count() == 1;
    return switch (kind) {
      case "migration" -> (one ? "One migration" : "Migrations") + size(fixes, indexes);
      case "config" -> one ? "One setting" : "Settings";
      case "schema" -> "A change to the schema";
      default -> one ? "One function" : fixes.size() + " functions";
    };
  }

  /** Size of the index, when one was built or costed to know it. */
  static long indexBytes(List<Code> fixes, Review.Indexes indexes) {
    return indexes.create().stream()
        .filter(change -> fixes.stream().anyMatch(code -> isFor(code, change)))
        .mapToLong(Review.IndexChange::sizeBytes)
        .sum();
  }

  static boolean isFor(Code code, Review.IndexChange change) {
    if (!code.kind().equals("migration")) {
      return false;
    }
    String file = Sayings.fileName(code.path()).replaceFirst("^\\d+_(create|add|drop)_", "");
    String name = file.replaceFirst("\\.exs$", "");
    return !name.isEmpty()
        && change.sql().matches("(?s).*\\b" + name.replaceAll("\\W", ".") + "\\b.*");
  }

  private static String size(List<Code> fixes, Review.Indexes indexes) {
    long bytes = indexBytes(fixes, indexes);
    return bytes > 0 ? ", " + Words.bytes(bytes) : "";
  }
}
