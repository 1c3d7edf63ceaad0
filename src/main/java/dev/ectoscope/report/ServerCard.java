package dev.ectoscope.report;

import dev.ectoscope.report.Prose.Piece;
import dev.ectoscope.review.Review;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The card of pg_stat_statements on the overview. */
public record ServerCard(List<Piece> lede, String title, List<Row> rows, List<String> notes) {

  /** A statement that the log lacks. */
  public record Row(String summary, String from, String calls, String mean, String total) {}

  private static final int SHOWN = 10;

  /** The card, or null without the view. */
  static @Nullable ServerCard of(Review review) {
    return ServerWords.of(review)
        .map(
            server ->
                new ServerCard(
                    Prose.pieces(
                        (ServerWords.summary(server) + " " + ServerWords.rest(server)).strip()),
                    ServerWords.title(server),
                    ServerWords.unseen(server).limit(SHOWN).map(ServerCard::row).toList(),
                    server.notes()))
        .orElse(null);
  }

  private static Row row(Review.UnseenRow unseen) {
    String from = unseen.origin().equals("ecto") ? "Ecto" : unseen.origin();
    return new Row(
        unseen.summary(),
        unseen.role().isEmpty() ? from : from + ", role " + unseen.role(),
        Words.count(unseen.calls()),
        Words.millis(unseen.meanMs()),
        Words.duration(unseen.totalMs()));
  }
}
