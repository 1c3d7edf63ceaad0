package dev.ectoscope.evidence;

import dev.ectoscope.postgres.catalog.Catalog;
import dev.ectoscope.postgres.catalog.ColumnValues;
import dev.ectoscope.postgres.explain.Explain;
import dev.ectoscope.postgres.term.ElixirTerm;
import dev.ectoscope.sql.Bound;
import dev.ectoscope.sql.Operand;
import dev.ectoscope.sql.Operator;
import dev.ectoscope.sql.Predicate;
import dev.ectoscope.sql.Relation;
import dev.ectoscope.sql.Shape;
import dev.ectoscope.workload.Execution;
import dev.ectoscope.workload.StatementStatistics;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The values that a statement is tried with: the slowest and the typical execution of the log, and
 * the same with the most common and a rare value of the column whose values are spread most
 * unevenly. What the log does not print comes from the planner's statistics. All of it lives in
 * memory only.
 */
final class ParameterSets {

  /** Where the most common value has fewer times the rows of a rare one, plans hardly differ. */
  private static final double SKEWED = 5;

  private static final String PAGE = "20";

  /** Looks up the statistics of a column. */
  @FunctionalInterface
  interface Statistics {
    ColumnValues of(String schema, String table, String column);
  }

  /**
   * @param values one text or null per parameter
   * @param types names of their types
   * @param loggedMs ms by the log, or NaN
   * @param note what was filled in, or ""
   */
  record Choice(
      Answer.Values origin,
      List<String> values,
      List<String> types,
      double loggedMs,
      String note) {}

  private final StatementStatistics statement;
  private final Shape shape;
  private final Catalog catalog;
  private final Statistics statistics;
  private final int parameters;
  private final Map<Integer, ColumnValues> known = new HashMap<>();

  /** The slowest executions kept, then those picked evenly. */
  private final List<Execution> logged;

  /** Those of them whose values the log prints in full. */
  private final List<Choice> whole = new ArrayList<>();

  private ParameterSets(StatementStatistics statement, Catalog catalog, Statistics statistics) {
    this.statement = statement;
    this.shape = statement.statement().shape();
    this.catalog = catalog;
    this.statistics = statistics;
    this.parameters = Explain.parameters(statement.statement().text());
    this.logged =
        Stream.concat(statement.executions().stream(), statement.sample().stream())
            .distinct()
            .toList();
  }

  /** The most telling first; empty when some value is neither printed nor to be guessed. */
  static List<Choice> of(StatementStatistics statement, Catalog catalog, Statistics statistics) {
    return new ParameterSets(statement, catalog, statistics).choices();
  }

  private List<Choice> choices() {
    if (parameters == 0) {
      double ms = logged.isEmpty() ? Double.NaN : logged(logged.get(0));
      return List.of(new Choice(Answer.Values.NONE, List.of(), List.of(), ms, ""));
    }
    List<Choice> choices = new ArrayList<>(fromLog());
    if (choices.isEmpty()) {
      filled().ifPresent(choices::add);
    }
    if (!choices.isEmpty()) {
      choices.addAll(extremes(choices.get(0)));
    }
    Set<List<String>> seen = new LinkedHashSet<>();
    return choices.stream().filter(choice -> seen.add(choice.values())).toList();
  }

  private static double logged(Execution execution) {
    return execution.db() / 10.0;
  }

  private List<Choice> fromLog() {
    double median = statement.latency().quantileMs(0.5);
    Choice slowest = null;
    Choice typical = null;
    for (Execution execution : logged) {
      ElixirTerm.Parsed parsed = ElixirTerm.parse(execution.parameters().text());
      if (parsed.complete() && parsed.values().size() >= parameters) {
        double ms = logged(execution);
        whole.add(choice(Answer.Values.TYPICAL, parsed, ms));
        if (slowest == null) {
          slowest = choice(Answer.Values.SLOWEST, parsed, ms);
        }
        if (typical == null || Math.abs(ms - median) < Math.abs(typical.loggedMs() - median)) {
          typical = choice(Answer.Values.TYPICAL, parsed, ms);
        }
      }
    }
    return slowest == null ? List.of() : List.of(slowest, typical);
  }

  private static Choice choice(Answer.Values origin, ElixirTerm.Parsed parsed, double ms) {
    return new Choice(origin, parsed.values(), parsed.types(), ms, "");
  }

  /** The first execution of the log, with the planner's statistics where it was cut. */
  private Optional<Choice> filled() {
    List<ElixirTerm.Part> parts = List.of();
    List<String> types = List.of();
    double ms = Double.NaN;
    for (Execution execution : logged) {
      if (ElixirTerm.parse(execution.parameters().text()) instanceof ElixirTerm.Elided cut
          && (cut.parts().size() > parts.size() || Double.isNaN(ms))) {
        parts = cut.parts();
        types = cut.types();
        ms = logged(execution);
      }
    }
    List<String> values = new ArrayList<>();
    List<String> notes = new ArrayList<>();
    for (int n = 1; n <= parameters; n++) {
      ElixirTerm.Part part = n <= parts.size() ? parts.get(n - 1) : null;
      if (part != null && part.known()) {
        values.add(part.text());
        if (!part.whole()) {
          notes.add("$" + n + " has only the elements that the log printed");
        }
        continue;
      }
      String guess = guess(n, notes);
      if (guess == null) {
        return Optional.empty();
      }
      values.add(guess);
    }
    List<String> shown = new ArrayList<>(types.subList(0, Math.min(types.size(), parameters)));
    shown.addAll(Collections.nCopies(parameters - shown.size(), "other"));
    return Optional.of(
        new Choice(Answer.Values.STATISTICS, values, shown, ms, String.join("; ", notes)));
  }

  private @Nullable String guess(int parameter, List<String> notes) {
    if (is(shape.limit(), parameter) || is(shape.offset(), parameter)) {
      notes.add("$" + parameter + " is a page of " + PAGE + " rows");
      return is(shape.limit(), parameter) ? PAGE : "0";
    }
    for (Predicate predicate : shape.predicates()) {
      if (isOf(predicate, parameter)) {
        String value = statistics(parameter, predicate).ordinary();
        if (value != null) {
          notes.add("$" + parameter + " comes from the statistics of " + predicate.column());
          return written(predicate.operator(), value);
        }
      }
    }
    return null;
  }

  private static boolean is(Optional<Bound> bound, int parameter) {
    return bound.isPresent() && bound.get().parameter() == parameter;
  }

  private static boolean isOf(Predicate predicate, int parameter) {
    return predicate.column().isKnown()
        && predicate.operand() instanceof Operand.Parameter one
        && one.number() == parameter;
  }

  private static String written(Operator operator, String value) {
    return switch (operator) {
      case ANY -> "{\"" + value.replace("\\", "\\\\").replace("\"", "\\\"") + "\"}";
      case LIKE, ILIKE -> value + "%";
      default -> value;
    };
  }

  private List<Choice> extremes(Choice base) {
    @Nullable Predicate most = null;
    @Nullable ColumnValues skewed = null;
    int number = 0;
    for (Predicate predicate : shape.predicates()) {
      boolean plain =
          predicate.operator() == Operator.EQUALS || predicate.operator() == Operator.ANY;
      if (plain
          && predicate.isPlain()
          && predicate.operand() instanceof Operand.Parameter parameter
          && parameter.number() >= 1
          && parameter.number() <= parameters) {
        ColumnValues values = statistics(parameter.number(), predicate);
        if (values.skew() >= SKEWED && (skewed == null || values.skew() > skewed.skew())) {
          most = predicate;
          skewed = values;
          number = parameter.number();
        }
      }
    }
    return most == null || skewed == null
        ? List.of()
        : Stream.of(
                extreme(Answer.Values.COMMON, base, number, most, skewed),
                extreme(Answer.Values.RARE, base, number, most, skewed))
            .flatMap(Optional::stream)
            .toList();
  }

  /** One of the log that has such a value, else the first one with the value put in. */
  private Optional<Choice> extreme(
      Answer.Values origin, Choice base, int parameter, Predicate predicate, ColumnValues column) {
    boolean common = origin == Answer.Values.COMMON;
    String value = common ? column.mostCommon() : column.rare();
    if (value == null) {
      return Optional.empty();
    }
    String note =
        "$%d is %s value of %s"
            .formatted(parameter, common ? "the most common" : "a rare", predicate.column());
    boolean one = predicate.operator() == Operator.EQUALS;
    for (Choice choice : one ? whole : List.<Choice>of()) {
      String logged = choice.values().get(parameter - 1);
      if (logged != null && (common ? column.isMostCommon(logged) : column.isRare(logged))) {
        return Optional.of(
            new Choice(origin, choice.values(), choice.types(), choice.loggedMs(), note));
      }
    }
    List<String> values = new ArrayList<>(base.values());
    values.set(parameter - 1, written(predicate.operator(), value));
    return Optional.of(new Choice(origin, values, base.types(), Double.NaN, note));
  }

  private ColumnValues statistics(int parameter, Predicate predicate) {
    return known.computeIfAbsent(parameter, n -> statistics(predicate));
  }

  private ColumnValues statistics(Predicate predicate) {
    String name = predicate.column().table();
    Relation relation =
        shape.relations().stream()
            .filter(r -> name.isEmpty() ? shape.relations().size() == 1 : r.table().equals(name))
            .findFirst()
            .orElse(null);
    Catalog.Table table =
        relation == null ? null : catalog.table(relation.schema(), relation.table());
    return table == null
        ? new ColumnValues(List.of(), List.of(), List.of())
        : statistics.of(table.schema(), table.name(), predicate.column().name());
  }
}
