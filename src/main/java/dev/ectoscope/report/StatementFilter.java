package dev.ectoscope.report;

import dev.ectoscope.review.StatementRow;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Which statements the list shows.
 *
 * @param q words of SQL, table, fingerprint, function or file, or ""
 * @param table the table it is about, or ""
 * @param kind read, write, or ""
 * @param from number of rows left out before the first one shown
 */
public record StatementFilter(String q, String table, String kind, int from) {

  public static final StatementFilter ALL = new StatementFilter("", "", "", 0);

  public StatementFilter {
    q = q == null ? "" : q.strip();
    table = table == null ? "" : table;
    kind = kind == null ? "" : kind;
    from = Math.max(0, from);
  }

  boolean accepts(StatementRow row) {
    return (table.isEmpty() || table.equals(row.table()))
        && (kind.isEmpty() || kind.equals(kindOf(row)))
        && text(row).toLowerCase(Locale.ROOT).contains(q.toLowerCase(Locale.ROOT));
  }

  private static String kindOf(StatementRow row) {
    String sql = row.sql().stripLeading().toUpperCase(Locale.ROOT);
    boolean writes =
        List.of("INSERT", "UPDATE", "DELETE", "MERGE", "COPY").stream().anyMatch(sql::startsWith);
    boolean reads = List.of("SELECT", "WITH", "VALUES", "TABLE").stream().anyMatch(sql::startsWith);
    return writes ? "write" : reads ? "read" : "";
  }

  private static String text(StatementRow row) {
    return String.join(" ", row.fingerprint(), row.sql(), row.table())
        + row.callSites().stream()
            .map(s -> " " + s.function() + " " + s.file())
            .collect(Collectors.joining());
  }

  /** The same filter from another row on, as an address. */
  String address(int otherFrom) {
    return new PageAddress("/statements")
        .with("q", q)
        .with("table", table)
        .with("kind", kind)
        .with("from", otherFrom == 0 ? "" : String.valueOf(otherFrom))
        .toString();
  }
}
