package dev.ectoscope.pipeline;

import dev.ectoscope.evidence.Evidence;
import dev.ectoscope.evidence.ServerStatementMatch;
import dev.ectoscope.evidence.ServerStatementMatch.Matched;
import dev.ectoscope.postgres.statements.ServerStatements;
import dev.ectoscope.postgres.statements.ServerStatements.Counters;
import dev.ectoscope.postgres.statements.ServerStatements.Row;
import dev.ectoscope.postgres.statements.StatementOrigin;
import dev.ectoscope.review.Review;
import dev.ectoscope.review.StatementRow;
import dev.ectoscope.sql.Kind;
import dev.ectoscope.sql.SqlReader;
import dev.ectoscope.sql.Statement;
import dev.ectoscope.sql.StatementSummary;
import dev.ectoscope.workload.StatementStatistics;
import dev.ectoscope.workload.Workload;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** pg_stat_statements beside the log: true totals, and what the log never saw. */
final class ServerStatementViews {

  private static final int MOST_UNSEEN = 20;
  private static final Set<StatementOrigin> PERHAPS_THE_APPLICATION =
      EnumSet.of(StatementOrigin.ECTO, StatementOrigin.OTHER, StatementOrigin.HIDDEN);

  private final Workload workload;
  private final List<ServerStatements> sources;
  private final ServerStatementMatch match;
  private final SqlReader reader = new SqlReader();

  ServerStatementViews(Workload workload, Evidence evidence) {
    this.workload = workload;
    this.sources = evidence.serverStatements();
    this.match = ServerStatementMatch.of(workload, sources, evidence.queryIds());
  }

  /** The counters of a statement of the log, or null. */
  StatementRow.@Nullable Pgss of(String fingerprint) {
    Matched matched = match.byFingerprint().get(fingerprint);
    if (matched == null) {
      return null;
    }
    Counters c = matched.counters();
    return new StatementRow.Pgss(
        matched.rows().stream().map(Row::queryId).filter(id -> !id.isEmpty()).distinct().toList(),
        matched.by(),
        matched.sharedWith(),
        (long) c.calls(),
        tenth(c.totalMs()),
        c.calls() == 0 ? 0 : thousandth(c.totalMs() / c.calls()),
        known(c.minMs()),
        known(c.maxMs()),
        known(c.stddevMs()),
        whole(c.rows()),
        whole(c.sharedHit()),
        whole(c.sharedRead()),
        whole(c.sharedDirtied()),
        whole(c.tempWritten()),
        known(c.ioMs()),
        whole(c.walBytes()),
        whole(c.plans()),
        known(c.planMs()),
        known(c.jitMs()));
  }

  /** The whole view, or null when there is no source. */
  Review.@Nullable ServerStatements whole() {
    if (sources.isEmpty()) {
      return null;
    }
    List<Row> rows = sources.stream().flatMap(s -> s.rows().stream()).toList();
    long evictions = sources.stream().mapToLong(ServerStatements::evictions).max().orElse(-1);
    return new Review.ServerStatements(
        String.join("; ", sources.stream().map(ServerStatements::source).toList()),
        first(sources.stream().map(ServerStatements::readAt).toList()),
        first(sources.stream().map(ServerStatements::since).toList()),
        rows.size(),
        (long) sum(rows, true),
        tenth(sum(rows, false)),
        (int) countable().filter(s -> match.byFingerprint().containsKey(s)).count(),
        (int) countable().count(),
        evictions < 0 ? null : evictions,
        origins(),
        unseen(),
        notes(rows, evictions));
  }

  private Stream<String> countable() {
    return workload.statements().stream()
        .filter(ServerStatementViews::isCountable)
        .map(one -> one.statement().fingerprint());
  }

  /** Statements that never succeeded are not counted by the server. */
  private static boolean isCountable(StatementStatistics one) {
    return one.statement().kind() != Kind.TRANSACTION && one.errors() < one.calls();
  }

  private static String first(List<String> texts) {
    return texts.stream().filter(t -> !t.isEmpty()).findFirst().orElse("");
  }

  private List<Review.OriginRow> origins() {
    Map<StatementOrigin, List<Row>> by = new EnumMap<>(StatementOrigin.class);
    match
        .unseen()
        .forEach(r -> by.computeIfAbsent(StatementOrigin.of(r), o -> new ArrayList<>()).add(r));
    List<Review.OriginRow> origins = new ArrayList<>();
    by.forEach((origin, rows) -> origins.add(row(word(origin), origin.words(), rows)));
    List<Row> ofLog =
        match.byFingerprint().values().stream().flatMap(m -> m.rows().stream()).distinct().toList();
    if (!ofLog.isEmpty()) {
      origins.add(row("log", "statements of the log", ofLog));
    }
    origins.sort(
        Comparator.comparingDouble(Review.OriginRow::totalMs)
            .reversed()
            .thenComparing(Review.OriginRow::origin));
    return origins;
  }

  private static Review.OriginRow row(String origin, String words, List<Row> rows) {
    return new Review.OriginRow(
        origin, words, rows.size(), (long) sum(rows, true), tenth(sum(rows, false)));
  }

  private List<Review.UnseenRow> unseen() {
    return match.unseen().stream()
        .filter(row -> PERHAPS_THE_APPLICATION.contains(StatementOrigin.of(row)))
        .sorted(
            Comparator.<Row>comparingDouble(r -> -r.counters().totalMs())
                .thenComparing(Row::queryId)
                .thenComparing(Row::query))
        .limit(MOST_UNSEEN)
        .map(this::unseen)
        .toList();
  }

  private Review.UnseenRow unseen(Row row) {
    Statement statement = reader.read(row.query());
    Counters c = row.counters();
    return new Review.UnseenRow(
        row.queryId(),
        row.query(),
        StatementSummary.of(statement),
        word(StatementOrigin.of(row)),
        row.role(),
        (long) c.calls(),
        tenth(c.totalMs()),
        c.calls() == 0 ? 0 : thousandth(c.totalMs() / c.calls()),
        whole(c.rows()));
  }

  private List<String> notes(List<Row> rows, long evictions) {
    List<String> notes = new ArrayList<>();
    for (ServerStatements source : sources) {
      String about = sources.size() > 1 ? source.source() + ": " : "";
      source.notes().forEach(note -> notes.add(about + note));
      if (!source.missing().isEmpty() && !source.rows().isEmpty()) {
        notes.add(about + "not counted here: " + String.join(", ", source.missing()));
      }
    }
    long hidden = rows.stream().filter(Row::isHidden).count();
    if (hidden > 0) {
      notes.add(
          hidden
              + " of "
              + rows.size()
              + (rows.size() == 1 ? " statement" : " statements")
              + (hidden == 1 ? " is" : " are")
              + " hidden from the role that read them (<insufficient privilege>):"
              + " GRANT pg_read_all_stats to it");
    }
    if (evictions > 0) {
      notes.add(
          evictions
              + (evictions == 1 ? " time" : " times")
              + " the view was full and forgot its rarest statements: totals are lower bounds;"
              + " raise pg_stat_statements.max");
    }
    boolean standbys = sources.stream().allMatch(s -> s.standby() || s.rows().isEmpty());
    if (standbys && !rows.isEmpty()) {
      notes.add(
          "a standby counts only what ran on it: give the primary's view with --pg-stat-statements");
    }
    return notes;
  }

  private static String word(StatementOrigin origin) {
    return origin.name().toLowerCase(Locale.ROOT);
  }

  private static double sum(List<Row> rows, boolean calls) {
    return rows.stream()
        .map(Row::counters)
        .mapToDouble(c -> calls ? c.calls() : c.totalMs())
        .filter(v -> !Double.isNaN(v))
        .sum();
  }

  private static @Nullable Double known(double value) {
    return Double.isNaN(value) ? null : (Double) thousandth(value);
  }

  private static @Nullable Long whole(double value) {
    return Double.isNaN(value) ? null : (Long) Math.round(value);
  }

  private static double tenth(double value) {
    return Math.round(value * 10) / 10.0;
  }

  private static double thousandth(double value) {
    return Math.round(value * 1000) / 1000.0;
  }
}
