package dev.ectoscope.report;

import dev.ectoscope.report.Pages.SeenRow;
import dev.ectoscope.review.Review;
import dev.ectoscope.review.Review.InputFile;
import dev.ectoscope.review.Review.Unread;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What a review has read and asked, and what it could not understand. */
final class SeenRows {

  private static final int NAMED = 5;

  private SeenRows() {}

  static List<SeenRow> of(Review review) {
    List<SeenRow> rows = new ArrayList<>();
    review.input().files().forEach(file -> rows.add(file(file)));
    if (review.server() != null) {
      rows.add(server(review.server()));
    }
    return rows;
  }

  /** What was asked of servers. */
  static List<SeenRow> ofServer(Review review) {
    return review.server() == null ? List.of() : List.of(server(review.server()));
  }

  private static SeenRow server(Review.Server server) {
    String plans =
        Words.count(server.plansMeasured()) + " of " + Words.count(server.plansWanted(), "plan");
    double share =
        server.plansWanted() > 0 ? (double) server.plansMeasured() / server.plansWanted() : 0;
    String sent =
        Words.count(server.statementsSent(), "statement")
            + " sent, all read only, "
            + Words.duration(server.spentMs());
    String understood = server.plansWanted() > 0 ? Words.percent(share) : "–";
    return new SeenRow("Plans on " + server.description(), plans, understood, Prose.pieces(sent));
  }

  private static SeenRow file(InputFile file) {
    String seen = Words.bytes(file.bytes()) + ", " + Words.count(file.lines(), "line");
    double share = file.headers() > 0 ? (double) file.understood() / file.headers() : 0;
    String understood = file.headers() > 0 ? exact(share) : "–";
    return new SeenRow(file.path(), seen, understood, Prose.pieces(missing(file)));
  }

  /** {@code 3 lines not understood: 4,102, 4,880 (cut off); 9,317 (no statement follows)}. */
  private static String missing(InputFile file) {
    List<Unread> unread = file.unread();
    if (unread.isEmpty()) {
      return "–";
    }
    Map<String, List<Unread>> byReason =
        unread.stream()
            .limit(NAMED)
            .collect(
                Collectors.groupingBy(Unread::reason, LinkedHashMap::new, Collectors.toList()));
    List<String> parts = new ArrayList<>();
    byReason.forEach(
        (reason, lines) ->
            parts.add(
                Sayings.lines(lines).map(Words::count).collect(Collectors.joining(", "))
                    + " ("
                    + reason
                    + ")"));
    long all = Sayings.unread(file);
    long more = all - NAMED;
    return Words.count(all, "line")
        + " not understood: "
        + String.join("; ", parts)
        + (more > 0 ? " and " + Words.count(more) + " more" : "");
  }

  /** Never rounds up to 100 %. */
  private static String exact(double share) {
    return share < 1 && share > 0.9995 ? "99.9" + Words.NBSP + "%" : Words.percent(share);
  }
}
