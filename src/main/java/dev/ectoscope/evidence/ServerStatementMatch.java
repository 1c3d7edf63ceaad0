package dev.ectoscope.evidence;

import dev.ectoscope.postgres.statements.ServerStatements;
import dev.ectoscope.postgres.statements.ServerStatements.Counters;
import dev.ectoscope.postgres.statements.ServerStatements.Row;
import dev.ectoscope.sql.ServerText;
import dev.ectoscope.workload.StatementStatistics;
import dev.ectoscope.workload.Workload;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which entries of pg_stat_statements are statements of the log: by the server's identifier where
 * it is known, else by text with constants blanked.
 *
 * @param byFingerprint entries by statement of the log
 * @param unseen entries that no statement of the log matches
 */
public record ServerStatementMatch(Map<String, Matched> byFingerprint, List<Row> unseen) {

  /**
   * The entries of one statement, which has several when several roles or prefixes run it.
   *
   * @param by {@code identifier} or {@code text}
   * @param sharedWith fingerprints of other statements that the server counts in the same entries
   */
  public record Matched(List<Row> rows, String by, List<String> sharedWith) {

    /** All of them together. */
    public Counters counters() {
      return rows.stream().map(Row::counters).reduce(Counters::plus).orElseThrow();
    }
  }

  /**
   * @param queryIds identifiers by fingerprint, as far as the server was asked
   */
  public static ServerStatementMatch of(
      Workload workload, Collection<ServerStatements> sources, Map<String, String> queryIds) {
    if (sources.isEmpty()) {
      return new ServerStatementMatch(Map.of(), List.of());
    }
    Map<String, Set<String>> byId = new HashMap<>();
    queryIds.forEach(
        (fingerprint, id) -> byId.computeIfAbsent(id, i -> new TreeSet<>()).add(fingerprint));
    Map<String, String> byText = new HashMap<>();
    for (StatementStatistics one : workload.statements()) {
      byText.putIfAbsent(ServerText.key(one.statement().text()), one.statement().fingerprint());
    }
    Map<String, Matched> matched = new LinkedHashMap<>();
    List<Row> unseen = new ArrayList<>();
    for (ServerStatements source : sources) {
      for (Row row : source.rows()) {
        Map<String, String> found = row.toplevel() ? found(row, byId, byText) : Map.of();
        if (found.isEmpty()) {
          unseen.add(row);
        }
        found.forEach(
            (fingerprint, by) ->
                matched.merge(
                    fingerprint,
                    new Matched(List.of(row), by, others(found, fingerprint)),
                    ServerStatementMatch::together));
      }
    }
    return new ServerStatementMatch(matched, unseen);
  }

  /**
   * Statements of an entry, and by what. What runs inside functions and constraint checks is not
   * what the application sent. One entry may be several statements: the identifier does not tell
   * {@code UPDATE t AS t0} from {@code UPDATE t}.
   */
  private static Map<String, String> found(
      Row row, Map<String, Set<String>> byId, Map<String, String> byText) {
    Map<String, String> found = new TreeMap<>();
    String same = byText.get(ServerText.key(row.query()));
    if (same != null) {
      found.put(same, "text");
    }
    byId.getOrDefault(row.queryId(), Set.of()).forEach(f -> found.put(f, "identifier"));
    return found;
  }

  private static List<String> others(Map<String, String> found, String fingerprint) {
    return found.keySet().stream().filter(f -> !f.equals(fingerprint)).toList();
  }

  private static Matched together(Matched a, Matched b) {
    List<Row> rows = new ArrayList<>(a.rows());
    rows.addAll(b.rows());
    Set<String> shared = new TreeSet<>(a.sharedWith());
    shared.addAll(b.sharedWith());
    String by = a.by().equals(b.by()) ? a.by() : "identifier";
    return new Matched(rows, by, List.copyOf(shared));
  }

  /** Statements of the log that no entry matches, those with most time first. */
  public List<StatementStatistics> unmatched(Workload workload) {
    return workload.statements().stream()
        .filter(s -> !byFingerprint.containsKey(s.statement().fingerprint()))
        .sorted(
            java.util.Comparator.comparingLong(StatementStatistics::db)
                .reversed()
                .thenComparing(s -> s.statement().fingerprint()))
        .toList();
  }
}
