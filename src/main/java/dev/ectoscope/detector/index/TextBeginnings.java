package dev.ectoscope.detector.index;

import dev.ectoscope.postgres.term.ElixirTerm;
import dev.ectoscope.sql.Operand;
import dev.ectoscope.sql.Operator;
import dev.ectoscope.sql.Predicate;
import dev.ectoscope.workload.StatementStatistics;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * Conditions like {@code name LIKE 'abc%'}. A btree index serves them where texts are sorted byte
 * by byte: in the collation C, or with the operator class {@code text_pattern_ops} in any (manual,
 * 11.10 "Operator Classes and Operator Families").
 */
final class TextBeginnings {

  static final String OPERATOR_CLASS = " text_pattern_ops";

  /** A column, or a function of one; anything else would need brackets of its own. */
  private static final Pattern INDEXABLE = Pattern.compile("|\\w+\\(\\w+\\)");

  private static final Pattern BEGINNING = Pattern.compile("(?s)[^%_\\\\][^%_]*%");

  private TextBeginnings() {}

  static List<Predicate> of(StatementStatistics statistics) {
    List<Predicate> likes =
        statistics.statement().shape().predicates().stream()
            .filter(p -> p.operator() == Operator.LIKE && !p.disjunct() && p.column().isKnown())
            .filter(p -> INDEXABLE.matcher(p.expression()).matches())
            .toList();
    return likes.stream().filter(like -> isBeginning(like.operand(), statistics)).toList();
  }

  private static boolean isBeginning(Operand operand, StatementStatistics statistics) {
    if (operand instanceof Operand.Literal literal) {
      return BEGINNING.matcher(literal.text().replaceAll("^'|'$", "")).matches();
    }
    if (!(operand instanceof Operand.Parameter parameter)) {
      return false;
    }
    List<String> patterns = values(statistics, parameter.number());
    return !patterns.isEmpty() && patterns.stream().allMatch(p -> BEGINNING.matcher(p).matches());
  }

  private static List<String> values(StatementStatistics statistics, int parameter) {
    return statistics.executions().stream()
        .map(execution -> ElixirTerm.parse(execution.parameters().text()))
        .filter(ElixirTerm.Parsed::complete)
        .map(ElixirTerm.Parsed::values)
        .filter(values -> parameter > 0 && parameter <= values.size())
        .map(values -> values.get(parameter - 1))
        .filter(Objects::nonNull)
        .toList();
  }

  static boolean isOne(String key) {
    return key.endsWith(OPERATOR_CLASS);
  }

  /** What is searched: the column, or the function of it. */
  static String text(String key) {
    return isOne(key) ? key.substring(0, key.length() - OPERATOR_CLASS.length()) : key;
  }
}
