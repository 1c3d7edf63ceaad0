package dev.ectoscope.detector.plan;

import dev.ectoscope.postgres.catalog.Catalog;
import dev.ectoscope.postgres.plan.PlanNode;
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

  /** As an index needs them: those that are pinned to a value first, then one that is bounded. */
  static List<String> indexed(PlanNode scan, PlanCase plan) {
    List<String> all = of(scan, plan);
    List<String> pinned = all.stream().filter(c -> isCompared(scan, c, "=")).toList();
    List<String> columns = new ArrayList<>(pinned);
    all.stream()
        .filter(c -> !pinned.contains(c) && isCompared(scan, c, "[<>]=?"))
        .findFirst()
        .ifPresent(columns::add);
    return columns.isEmpty() ? all : columns;
  }

  /** The same, and where a few rows of an order are wanted, what they are sorted by. */
  static List<String> indexedAndSorted(PlanNode scan, PlanCase plan) {
    List<String> columns = new ArrayList<>(indexed(scan, plan));
    boolean pinned = columns.stream().allMatch(c -> isCompared(scan, c, "="));
    PlanNode sort = plan.parent(scan);
    while (sort != null && sort.sortKeys().isEmpty()) {
      sort = plan.parent(sort);
    }
    boolean limited = false;
    for (PlanNode above = sort; above != null; above = plan.parent(above)) {
      limited |= above.nodeType().equals("Limit");
    }
    if (sort != null && limited && pinned && !columns.isEmpty() && sort.sortKeys().size() == 1) {
      String key = sort.sortKeys().get(0).replaceAll(" DESC$|\"|^\\w+\\.", "");
      plan.table(scan)
          .filter(t -> t.column(key) != null && !columns.contains(key))
          .ifPresent(t -> columns.add(key));
    }
    return columns;
  }

  private static boolean isCompared(PlanNode scan, String column, String operator) {
    return Pattern.compile(
            "(?<![\\w.])"
                + Pattern.quote(column)
                + "\"?(?:\\)::[a-z][a-z ]{1,30})? "
                + operator
                + " ")
        .matcher(scan.indexCondition() + " " + scan.filter())
        .find();
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
