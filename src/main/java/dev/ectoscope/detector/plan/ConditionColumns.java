package dev.ectoscope.detector.plan;

import dev.ectoscope.postgres.Catalog;
import dev.ectoscope.postgres.PlanNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The plain columns that the conditions of a scan compare, as PostgreSQL prints conditions. */
final class ConditionColumns {

  /** A column, perhaps cast, before an operator; not one inside a function call. */
  private static final Pattern COMPARED =
      Pattern.compile(
          "(?<![\\w.\"'])(?:(?:\\w{1,63}|\"[^\"]{1,99}\")\\.)?(\\w{1,63}|\"[^\"]{1,99}\")"
              + "(?:\\)::[a-z][a-z ]{1,30})? (=|<>|<=|>=|<|>|!?~~\\*?|IS|@>|&&) ");

  private ConditionColumns() {}

  /** In order of appearance, each once; only columns of the scanned table where it is known. */
  static List<String> of(PlanNode scan, PlanCase plan) {
    return of(scan, plan, "");
  }

  /** Those of which values are counted: patterns of LIKE are not. */
  static List<String> counted(PlanNode scan, PlanCase plan) {
    return of(scan, plan, "~");
  }

  private static List<String> of(PlanNode scan, PlanCase plan, String without) {
    List<String> columns = new ArrayList<>();
    Optional<Catalog.Table> table = plan.table(scan);
    for (String condition : List.of(scan.indexCondition(), scan.filter())) {
      for (Matcher compared = COMPARED.matcher(condition); compared.find(); ) {
        String column = unquoted(compared.group(1));
        boolean real = table.map(t -> t.column(column) != null).orElse(!column.matches("\\d.*"));
        boolean wanted = without.isEmpty() || !compared.group(2).contains(without);
        if (real && wanted && !columns.contains(column)) {
          columns.add(column);
        }
      }
    }
    return columns;
  }

  private static String unquoted(String name) {
    return name.startsWith("\"") ? name.substring(1, name.length() - 1) : name;
  }
}
