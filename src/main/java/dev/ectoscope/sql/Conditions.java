package dev.ectoscope.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import net.sf.jsqlparser.expression.BinaryExpression;
import net.sf.jsqlparser.expression.BooleanValue;
import net.sf.jsqlparser.expression.Expression;
import net.sf.jsqlparser.expression.Function;
import net.sf.jsqlparser.expression.NotExpression;
import net.sf.jsqlparser.expression.operators.conditional.AndExpression;
import net.sf.jsqlparser.expression.operators.conditional.OrExpression;
import net.sf.jsqlparser.expression.operators.relational.Between;
import net.sf.jsqlparser.expression.operators.relational.EqualsTo;
import net.sf.jsqlparser.expression.operators.relational.ExpressionList;
import net.sf.jsqlparser.expression.operators.relational.GreaterThan;
import net.sf.jsqlparser.expression.operators.relational.GreaterThanEquals;
import net.sf.jsqlparser.expression.operators.relational.InExpression;
import net.sf.jsqlparser.expression.operators.relational.IsBooleanExpression;
import net.sf.jsqlparser.expression.operators.relational.IsNullExpression;
import net.sf.jsqlparser.expression.operators.relational.JsonOperator;
import net.sf.jsqlparser.expression.operators.relational.LikeExpression;
import net.sf.jsqlparser.expression.operators.relational.MinorThan;
import net.sf.jsqlparser.expression.operators.relational.MinorThanEquals;
import net.sf.jsqlparser.expression.operators.relational.NotEqualsTo;
import net.sf.jsqlparser.statement.select.Select;
import org.jspecify.annotations.Nullable;

/** Turns boolean expressions into predicates. */
final class Conditions {

  private final Scope scope;
  private final Wording wording;
  private final Operands operands;
  private final List<Predicate> predicates = new ArrayList<>();
  private int clause;

  Conditions(Scope scope) {
    this.scope = scope;
    this.wording = new Wording(scope);
    this.operands = new Operands(scope);
  }

  List<Predicate> predicates() {
    return predicates;
  }

  /** Adds the conjuncts of an expression; null adds nothing. */
  void add(@Nullable Expression expression) {
    if (expression instanceof AndExpression and) {
      add(and.getLeftExpression());
      add(and.getRightExpression());
    } else if (expression != null) {
      clause++;
      add(expression, false);
    }
  }

  private void add(Expression wrapped, boolean disjunct) {
    Expression expression = Operands.unwrapped(wrapped);
    if (expression instanceof AndExpression and) {
      add(and.getLeftExpression(), disjunct);
      add(and.getRightExpression(), disjunct);
    } else if (expression instanceof OrExpression or) {
      add(or.getLeftExpression(), true);
      add(or.getRightExpression(), true);
    } else if (!(expression instanceof BooleanValue)) {
      leaf(expression, disjunct);
    }
  }

  private void leaf(Expression expression, boolean disjunct) {
    if (expression instanceof net.sf.jsqlparser.schema.Column) {
      unary(expression, Operator.IS_TRUE, "", disjunct);
    } else if (expression instanceof NotExpression not) {
      negation(not, disjunct);
    } else if (expression instanceof IsNullExpression isNull) {
      Operator operator =
          isNull.isNot() || isNull.isUseNotNull() ? Operator.IS_NOT_NULL : Operator.IS_NULL;
      String text = operator == Operator.IS_NULL ? " IS NULL" : " IS NOT NULL";
      unary(isNull.getLeftExpression(), operator, text, disjunct);
    } else if (expression instanceof IsBooleanExpression bool) {
      truth(bool, disjunct);
    } else if (expression instanceof InExpression in) {
      in(in, disjunct);
    } else if (expression instanceof Between between) {
      between(between, disjunct);
    } else if (expression instanceof BinaryExpression binary) {
      binary(binary, disjunct);
    } else {
      other(expression, disjunct);
    }
  }

  private void negation(NotExpression not, boolean disjunct) {
    Expression inner = Operands.unwrapped(not.getExpression());
    if (inner instanceof net.sf.jsqlparser.schema.Column column) {
      String canonical = "NOT " + wording.canonical(column);
      emit(column, Operator.IS_FALSE, new Operand.None(), canonical, disjunct);
    } else {
      other(not, disjunct);
    }
  }

  private void truth(IsBooleanExpression bool, boolean disjunct) {
    String value = bool.isTrue() ? "TRUE" : "FALSE";
    Operator positive = bool.isTrue() ? Operator.IS_TRUE : Operator.IS_FALSE;
    // IS NOT TRUE holds for NULL too, so that it is neither.
    Operator operator = bool.isNot() ? Operator.OTHER : positive;
    unary(
        bool.getLeftExpression(), operator, (bool.isNot() ? " IS NOT " : " IS ") + value, disjunct);
  }

  private void unary(Expression left, Operator operator, String suffix, boolean disjunct) {
    Expression side = Operands.unwrapped(left);
    emit(side, operator, new Operand.None(), wording.canonical(side) + suffix, disjunct);
  }

  private void in(InExpression in, boolean disjunct) {
    Expression left = Operands.unwrapped(in.getLeftExpression());
    Operator operator = in.isNot() ? Operator.OTHER : Operator.IN;
    String word = in.isNot() ? " NOT IN " : " IN ";
    Expression right = in.getRightExpression();
    if (right instanceof ExpressionList<?> list && !(right instanceof Select)) {
      String canonical = wording.canonical(left) + word + canonicalList(list);
      emit(left, operator, operands.list(list), canonical, disjunct);
    } else {
      String canonical = wording.canonical(left) + word + wording.canonical(right);
      emit(left, operator, operands.of(right), canonical, disjunct);
    }
  }

  private String canonicalList(ExpressionList<?> list) {
    boolean parameters = list.stream().allMatch(e -> Operands.parameter(e) != null);
    if (parameters && !list.isEmpty()) {
      return "($)";
    }
    return list.stream().map(wording::canonical).collect(Collectors.joining(",", "(", ")"));
  }

  private void between(Between between, boolean disjunct) {
    Expression left = Operands.unwrapped(between.getLeftExpression());
    Expression start = between.getBetweenExpressionStart();
    Expression end = between.getBetweenExpressionEnd();
    String word = between.isNot() ? " NOT BETWEEN " : " BETWEEN ";
    String canonical =
        wording.canonical(left)
            + word
            + wording.canonical(start)
            + " AND "
            + wording.canonical(end);
    Operand text = new Operand.Expression(wording.of(start) + " AND " + wording.of(end));
    emit(left, between.isNot() ? Operator.OTHER : Operator.BETWEEN, text, canonical, disjunct);
  }

  private void binary(BinaryExpression binary, boolean disjunct) {
    Expression left = Operands.unwrapped(binary.getLeftExpression());
    Expression right = Operands.unwrapped(binary.getRightExpression());
    Function any = Operands.any(right);
    if (any != null) {
      any(binary, left, any, disjunct);
      return;
    }
    Operator operator = operator(binary);
    String sign = sign(binary);
    Operator mirrored = mirrored(operator);
    if (mirrored != null
        && Contents.of(left).columns().isEmpty()
        && !Contents.of(right).columns().isEmpty()) {
      comparison(right, mirrored, mirroredSign(sign), left, disjunct);
    } else {
      comparison(left, operator, sign, right, disjunct);
    }
  }

  private void comparison(
      Expression left, Operator operator, String sign, Expression right, boolean disjunct) {
    Operand operand = operands.of(right);
    String canonical = wording.canonical(left) + " " + sign + " " + wording.canonical(right);
    if (operand instanceof Operand.OtherColumn other
        && left instanceof net.sf.jsqlparser.schema.Column column) {
      // Without tables the joins of any two foreign keys to an id would be one predicate.
      canonical = scope.column(column) + " " + sign + " " + other.column();
    }
    emit(left, operator, operand, canonical, disjunct);
  }

  private void any(BinaryExpression binary, Expression left, Function any, boolean disjunct) {
    Expression list = Operands.unwrapped(any.getParameters().get(0));
    String sign = binary.getStringExpression().strip();
    String canonical = wording.canonical(left) + " " + sign + " " + wording.canonical(any);
    boolean columnInside =
        Contents.of(left).columns().isEmpty() && !Contents.of(list).columns().isEmpty();
    boolean plainAny = binary instanceof EqualsTo && any.getName().equalsIgnoreCase("any");
    if (columnInside) {
      Operand text = new Operand.Expression(wording.of(left) + " " + sign + " " + wording.of(any));
      emit(list, Operator.OTHER, text, canonical, disjunct);
    } else if (plainAny) {
      if (Operands.parameter(list) != null) {
        canonical = wording.canonical(left) + " = ANY($)";
      }
      emit(left, Operator.ANY, operands.of(list), canonical, disjunct);
    } else {
      emit(left, Operator.OTHER, new Operand.Expression(wording.of(any)), canonical, disjunct);
    }
  }

  private void other(Expression expression, boolean disjunct) {
    Column column = onlyColumn(expression);
    String text = wording.of(expression);
    String canonical = wording.canonical(expression);
    predicates.add(
        new Predicate(
            column, text, Operator.OTHER, new Operand.None(), canonical, disjunct, clause));
  }

  private void emit(
      Expression left, Operator operator, Operand operand, String canonical, boolean disjunct) {
    boolean plain = left instanceof net.sf.jsqlparser.schema.Column;
    String expression = plain ? "" : wording.of(left);
    predicates.add(
        new Predicate(
            onlyColumn(left), expression, operator, operand, canonical, disjunct, clause));
  }

  private Column onlyColumn(Expression expression) {
    List<Column> columns =
        Contents.of(expression).columns().stream().map(scope::column).distinct().toList();
    return columns.size() == 1 ? columns.get(0) : Column.NONE;
  }

  private static String sign(BinaryExpression binary) {
    String sign = binary.getStringExpression().strip();
    return binary instanceof LikeExpression like && like.isNot() ? "NOT " + sign : sign;
  }

  private static Operator operator(BinaryExpression binary) {
    if (binary instanceof EqualsTo) {
      return Operator.EQUALS;
    } else if (binary instanceof NotEqualsTo) {
      return Operator.NOT_EQUALS;
    } else if (binary instanceof MinorThan) {
      return Operator.LESS;
    } else if (binary instanceof MinorThanEquals) {
      return Operator.LESS_OR_EQUAL;
    } else if (binary instanceof GreaterThan) {
      return Operator.GREATER;
    } else if (binary instanceof GreaterThanEquals) {
      return Operator.GREATER_OR_EQUAL;
    } else if (binary instanceof LikeExpression like) {
      return like(like);
    }
    boolean contains =
        binary instanceof JsonOperator && binary.getStringExpression().strip().equals("@>");
    return contains ? Operator.CONTAINS : Operator.OTHER;
  }

  private static Operator like(LikeExpression like) {
    if (like.isNot()) {
      return Operator.OTHER;
    }
    return switch (like.getLikeKeyWord()) {
      case LIKE -> Operator.LIKE;
      case ILIKE -> Operator.ILIKE;
      default -> Operator.OTHER;
    };
  }

  private static @Nullable Operator mirrored(Operator operator) {
    return switch (operator) {
      case EQUALS, NOT_EQUALS -> operator;
      case LESS -> Operator.GREATER;
      case LESS_OR_EQUAL -> Operator.GREATER_OR_EQUAL;
      case GREATER -> Operator.LESS;
      case GREATER_OR_EQUAL -> Operator.LESS_OR_EQUAL;
      default -> null;
    };
  }

  private static String mirroredSign(String sign) {
    return switch (sign) {
      case "<" -> ">";
      case "<=" -> ">=";
      case ">" -> "<";
      case ">=" -> "<=";
      default -> sign;
    };
  }
}
