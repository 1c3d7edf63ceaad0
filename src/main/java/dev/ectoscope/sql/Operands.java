package dev.ectoscope.sql;

import java.util.stream.Collectors;
import net.sf.jsqlparser.expression.BooleanValue;
import net.sf.jsqlparser.expression.CastExpression;
import net.sf.jsqlparser.expression.DateTimeLiteralExpression;
import net.sf.jsqlparser.expression.DoubleValue;
import net.sf.jsqlparser.expression.Expression;
import net.sf.jsqlparser.expression.Function;
import net.sf.jsqlparser.expression.HexValue;
import net.sf.jsqlparser.expression.JdbcParameter;
import net.sf.jsqlparser.expression.LongValue;
import net.sf.jsqlparser.expression.NullValue;
import net.sf.jsqlparser.expression.SignedExpression;
import net.sf.jsqlparser.expression.StringValue;
import net.sf.jsqlparser.expression.operators.relational.ExpressionList;
import net.sf.jsqlparser.expression.operators.relational.ParenthesedExpressionList;
import org.jspecify.annotations.Nullable;

/** Reads the right side of comparisons. */
final class Operands {

  private final Scope scope;
  private final Wording wording;

  Operands(Scope scope) {
    this.scope = scope;
    this.wording = new Wording(scope);
  }

  Operand of(Expression wrapped) {
    Expression expression = unwrapped(wrapped);
    JdbcParameter parameter = parameter(expression);
    if (parameter != null) {
      return new Operand.Parameter(number(parameter));
    }
    if (expression instanceof net.sf.jsqlparser.schema.Column column) {
      return new Operand.OtherColumn(scope.column(column));
    }
    if (isLiteral(expression)) {
      return new Operand.Literal(expression.toString());
    }
    return new Operand.Expression(wording.of(expression));
  }

  /** The list of an IN: its first parameter, a list of literals, or its text when mixed. */
  Operand list(ExpressionList<?> list) {
    if (list.isEmpty()) {
      return new Operand.Expression("()");
    }
    JdbcParameter first = parameter(list.get(0));
    if (first != null) {
      return new Operand.Parameter(number(first));
    }
    String text = list.stream().map(wording::of).collect(Collectors.joining(",", "(", ")"));
    return list.stream().allMatch(Operands::isLiteral)
        ? new Operand.Literal(text)
        : new Operand.Expression(text);
  }

  static int number(JdbcParameter parameter) {
    return parameter.getIndex() == null ? 0 : parameter.getIndex();
  }

  /** The parameter that an expression is, casts and brackets aside, or null. */
  static @Nullable JdbcParameter parameter(Expression wrapped) {
    Expression expression = unwrapped(wrapped);
    if (expression instanceof CastExpression cast) {
      return parameter(cast.getLeftExpression());
    }
    return expression instanceof JdbcParameter parameter ? parameter : null;
  }

  /** The call of ANY, SOME or ALL that an expression is, or null. */
  static @Nullable Function any(Expression expression) {
    if (!(expression instanceof Function function) || function.getName() == null) {
      return null;
    }
    String name = Scope.name(function.getName());
    boolean quantifier = name.equals("any") || name.equals("some") || name.equals("all");
    boolean one = function.getParameters() != null && function.getParameters().size() == 1;
    return quantifier && one ? function : null;
  }

  static Expression unwrapped(Expression expression) {
    Expression inner = expression;
    while (inner instanceof ParenthesedExpressionList<?> list && list.size() == 1) {
      inner = list.get(0);
    }
    return inner;
  }

  private static boolean isLiteral(Expression wrapped) {
    Expression expression = unwrapped(wrapped);
    if (expression instanceof SignedExpression signed) {
      return isLiteral(signed.getExpression());
    }
    if (expression instanceof CastExpression cast) {
      return isLiteral(cast.getLeftExpression());
    }
    return expression instanceof StringValue
        || expression instanceof LongValue
        || expression instanceof DoubleValue
        || expression instanceof BooleanValue
        || expression instanceof HexValue
        || expression instanceof NullValue
        || expression instanceof DateTimeLiteralExpression;
  }
}
