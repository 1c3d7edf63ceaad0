package dev.ectoscope.postgres.catalog;

import dev.ectoscope.postgres.Replica;
import java.math.BigDecimal;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Values of a column as the planner's statistics know them (pg_stats). They live in memory only.
 *
 * @param common most common values, the most common first
 * @param frequencies their shares of the rows, 0–1
 * @param bounds of the histogram over all other values, ascending
 */
public record ColumnValues(List<String> common, List<Double> frequencies, List<String> bounds) {

  private static final String STATISTICS =
      "SELECT s.most_common_vals::text::text[], s.most_common_freqs::float8[],"
          + " s.histogram_bounds::text::text[] FROM pg_catalog.pg_stats s"
          + " WHERE s.schemaname = ? AND s.tablename = ? AND s.attname = ?"
          + " ORDER BY s.inherited DESC LIMIT 1";

  private static final Pattern NUMBER = Pattern.compile("-?\\d{1,100}(\\.\\d{1,100})?");

  /** UTC, or without a zone. */
  private static final Pattern MOMENT =
      Pattern.compile(
          "(\\d{4}-\\d\\d-\\d\\d)[T ](\\d\\d:\\d\\d:\\d\\d(?:\\.\\d*[1-9])?)(?:\\.?0*)(?:Z|\\+00(?::00)?)?");

  public ColumnValues {
    common = List.copyOf(common);
    frequencies = List.copyOf(frequencies);
    bounds = List.copyOf(bounds);
  }

  /**
   * Reads them; empty when the table was never analysed or may not be read.
   *
   * @throws NotVerified when the server does not answer
   */
  public static ColumnValues read(Replica replica, String schema, String table, String column) {
    List<ColumnValues> found =
        replica.read(
            session ->
                session.query(
                    STATISTICS,
                    List.of(schema, table, column),
                    row ->
                        new ColumnValues(
                            list(row.getArray(1)),
                            list(row.getArray(2)).stream().map(Double::valueOf).toList(),
                            list(row.getArray(3)))));
    return found.isEmpty() ? new ColumnValues(List.of(), List.of(), List.of()) : found.get(0);
  }

  private static List<String> list(java.sql.Array array) throws java.sql.SQLException {
    if (array == null) {
      return List.of();
    }
    return java.util.Arrays.stream((Object[]) array.getArray()).map(String::valueOf).toList();
  }

  /** A value in the middle of the others, or the most common one, or null. */
  public @Nullable String ordinary() {
    if (!bounds.isEmpty()) {
      return bounds.get(bounds.size() / 2);
    }
    return common.isEmpty() ? null : common.get(0);
  }

  /** The most common value, or null. */
  public @Nullable String mostCommon() {
    return common.isEmpty() ? null : common.get(0);
  }

  /** A value that few rows have, or null: one of the histogram, or the last of the common ones. */
  public @Nullable String rare() {
    if (!bounds.isEmpty()) {
      return bounds.get(bounds.size() / 2);
    }
    return common.size() < 2 ? null : common.get(common.size() - 1);
  }

  /** Whether a value, as a log prints it, is the most common one. */
  public boolean isMostCommon(String value) {
    return !common.isEmpty() && alike(value).equals(alike(common.get(0)));
  }

  /** Whether few rows have it: none of the common ones, or the last of them where all are known. */
  public boolean isRare(String value) {
    boolean known = common.stream().anyMatch(one -> alike(one).equals(alike(value)));
    String rare = rare();
    return known ? rare != null && alike(rare).equals(alike(value)) : !bounds.isEmpty();
  }

  /** PostgreSQL's statistics write truth, moments and numbers in a way of their own. */
  private static String alike(String value) {
    if (value.equals("t") || value.equals("f")) {
      return value.equals("t") ? "true" : "false";
    }
    if (NUMBER.matcher(value).matches()) {
      return new BigDecimal(value).stripTrailingZeros().toPlainString();
    }
    Matcher moment = MOMENT.matcher(value);
    return moment.matches() ? moment.group(1) + " " + moment.group(2) : value;
  }

  /** How many times more rows the most common value has than the rare one; 1 when not known. */
  public double skew() {
    if (frequencies.isEmpty()) {
      return 1;
    }
    double rest = 1 - frequencies.stream().mapToDouble(Double::doubleValue).sum();
    double rare =
        bounds.size() > 1
            ? Math.max(rest, 1e-9) / (10.0 * bounds.size())
            : frequencies.get(frequencies.size() - 1);
    return frequencies.get(0) / Math.max(rare, 1e-9);
  }
}
