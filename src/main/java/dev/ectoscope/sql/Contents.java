package dev.ectoscope.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import net.sf.jsqlparser.expression.AnalyticExpression;
import net.sf.jsqlparser.expression.AnalyticType;
import net.sf.jsqlparser.expression.Expression;
import net.sf.jsqlparser.expression.ExpressionVisitorAdapter;
import net.sf.jsqlparser.expression.Function;

/** The columns and aggregate functions inside an expression, subqueries left out. */
final class Contents extends ExpressionVisitorAdapter<Void> {

  private static final Set<String> AGGREGATES =
      Set.of(
          "count",
          "sum",
          "avg",
          "min",
          "max",
          "array_agg",
          "string_agg",
          "json_agg",
          "jsonb_agg",
          "json_object_agg",
          "jsonb_object_agg",
          "bool_and",
          "bool_or",
          "every",
          "bit_and",
          "bit_or",
          "stddev",
          "stddev_pop",
          "stddev_samp",
          "variance",
          "var_pop",
          "var_samp",
          "percentile_cont",
          "percentile_disc",
          "mode",
          "any_value");

  private final List<net.sf.jsqlparser.schema.Column> columns = new ArrayList<>();
  private final List<String> aggregates = new ArrayList<>();

  private Contents() {}

  static Contents of(Expression expression) {
    Contents contents = new Contents();
    expression.accept(contents, null);
    return contents;
  }

  List<net.sf.jsqlparser.schema.Column> columns() {
    return columns;
  }

  List<String> aggregates() {
    return aggregates;
  }

  @Override
  public <S> Void visit(net.sf.jsqlparser.schema.Column column, S context) {
    columns.add(column);
    return null;
  }

  @Override
  public <S> Void visit(Function function, S context) {
    addAggregate(function.getName());
    return super.visit(function, context);
  }

  @Override
  public <S> Void visit(AnalyticExpression expression, S context) {
    if (expression.getType() != AnalyticType.OVER) {
      addAggregate(expression.getName());
    }
    return super.visit(expression, context);
  }

  private void addAggregate(String name) {
    String folded = name == null ? "" : name.toLowerCase(Locale.ROOT);
    if (AGGREGATES.contains(folded)) {
      aggregates.add(folded);
    }
  }
}
