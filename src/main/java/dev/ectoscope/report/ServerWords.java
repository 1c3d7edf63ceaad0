package dev.ectoscope.report;

import dev.ectoscope.report.Pages.Stat;
import dev.ectoscope.review.Review;
import dev.ectoscope.review.Review.NotChecked;
import dev.ectoscope.review.Review.OriginRow;
import dev.ectoscope.review.Review.ServerStatements;
import dev.ectoscope.review.StatementRow.Pgss;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What is said of pg_stat_statements, on the terminal and on pages. */
final class ServerWords {

  private ServerWords() {}

  /** The view when it holds something. */
  static Optional<ServerStatements> of(Review review) {
    return Optional.ofNullable(review.serverStatements()).filter(s -> s.statements() > 0);
  }

  /** Why it holds nothing, when it was asked for. */
  static Optional<NotChecked> limits(Review review) {
    return Optional.ofNullable(review.serverStatements())
        .filter(s -> s.statements() == 0 && !s.notes().isEmpty())
        .map(s -> new NotChecked("pg_stat_statements", String.join("; ", s.notes())));
  }

  static String title(ServerStatements server) {
    String since =
        server.since().isEmpty() ? "" : ", since " + server.since().replaceAll("T.*", "");
    return "pg_stat_statements (" + server.source() + since + ")";
  }

  static String summary(ServerStatements server) {
    double log =
        server.origins().stream()
            .filter(o -> o.origin().equals("log"))
            .mapToDouble(OriginRow::totalMs)
            .sum();
    return server.matched()
        + " of the log's "
        + Words.count(server.ofLog(), "statement")
        + (server.matched() == 1 ? " is" : " are")
        + " there, with "
        + Words.duration(log)
        + " of the server's "
        + Words.duration(server.totalMs())
        + ".";
  }

  /** Without those whose text the server hides: there is nothing to read in them. */
  static Stream<Review.UnseenRow> unseen(ServerStatements server) {
    return server.unseen().stream().filter(row -> !row.origin().equals("hidden"));
  }

  /** Who sent the rest, or "". */
  static String rest(ServerStatements server) {
    String rest =
        server.origins().stream()
            .filter(o -> !o.origin().equals("log"))
            .map(o -> o.words() + " " + Words.duration(o.totalMs()))
            .collect(Collectors.joining(", "));
    return rest.isEmpty() ? "" : "Not of the log: " + rest + ".";
  }

  /** The server's own figures of one statement. */
  static Stat stat(Pgss pgss) {
    List<String> sub = new ArrayList<>();
    sub.add(Words.count(pgss.calls(), "call"));
    if (pgss.rows() != null) {
      sub.add(Words.count(pgss.rows(), "row"));
    }
    if (pgss.sharedBlksHit() != null && pgss.sharedBlksRead() != null) {
      long blocks = pgss.sharedBlksHit() + pgss.sharedBlksRead();
      sub.add(Words.bytes(blocks * 8192) + " of pages");
    }
    if (pgss.tempBlksWritten() != null && pgss.tempBlksWritten() > 0) {
      sub.add(Words.bytes(pgss.tempBlksWritten() * 8192) + " spilled to disk");
    }
    return Shell.stat(
        "On the server",
        Words.duration(pgss.totalMs()),
        String.join(", ", sub) + ", mean " + Words.duration(pgss.meanMs()));
  }
}
