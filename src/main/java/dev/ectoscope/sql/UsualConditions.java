package dev.ectoscope.sql;

import dev.ectoscope.sql.SqlCursor.Unusual;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads conditions as Ecto prints most of them, columns compared with parameters, literals and
 * columns, into the predicates that {@link Conditions} makes of the parser's tree.
 */
final class UsualConditions {

  /** A condition that is read before all tables are known. */
  private sealed interface Condition {}

  /**
   * @param bracketed whether the whole of it stood in brackets
   */
  private record Group(List<Condition> parts, boolean any, boolean bracketed)
      implements Condition {}

  /** TRUE, which asks for nothing. */
  private record Nothing() implements Condition {}

  /**
   * @param text what follows the column in the spelling of {@link Predicate#canonical}
   * @param right the column it is compared with, or null
   */
  private record Comparison(
      Left left, Operator operator, Operand operand, String text, @Nullable Name right)
      implements Condition {}

  /**
   * @param function of the column, or ""
   * @param cast of the column, or ""
   */
  private record Left(String function, Name column, String cast) {
    boolean isPlain() {
      return function.isEmpty() && cast.isEmpty();
    }

    String text() {
      return function.isEmpty() ? column.column() + cast : function + "(" + column.column() + ")";
    }
  }

  /**
   * A column as printed.
   *
   * @param qualifier alias of its table, or ""
   */
  record Name(String qualifier, String column) {
    static Name read(SqlCursor sql) throws Unusual {
      if (sql.peek() == '"') {
        return new Name("", sql.quoted());
      }
      String qualifier = sql.alias();
      sql.expect('.');
      return new Name(qualifier, sql.quoted());
    }

    Column in(Scope scope) throws Unusual {
      if (qualifier.isEmpty()) {
        return new Column(scope.onlyTable(), column);
      }
      if (!scope.isQualifier(qualifier)) {
        throw SqlCursor.unusual();
      }
      return new Column(scope.tableOf(qualifier), column);
    }
  }

  private static final List<String> FUNCTIONS = List.of("lower", "upper");
  private static final int DEEPEST = 50;

  private final SqlCursor sql;
  private final List<Condition> conditions = new ArrayList<>();
  private final List<Predicate> predicates = new ArrayList<>();
  private int clause;
  private int depth;

  UsualConditions(SqlCursor sql) {
    this.sql = sql;
  }

  /** Reads the condition of a WHERE, which comes before those of joins, wherever it stands. */
  void where() throws Unusual {
    conditions.add(0, any());
  }

  /** Reads the condition of a join. */
  void on() throws Unusual {
    conditions.add(any());
  }

  List<Predicate> predicates(Scope scope) throws Unusual {
    for (Condition condition : conditions) {
      add(condition, scope);
    }
    return predicates;
  }

  private Condition any() throws Unusual {
    Condition first = all();
    if (!sql.word("OR")) {
      return first;
    }
    List<Condition> parts = new ArrayList<>();
    parts.add(first);
    do {
      parts.add(all());
    } while (sql.word("OR"));
    return new Group(parts, true, false);
  }

  private Condition all() throws Unusual {
    Condition first = one();
    if (!sql.word("AND")) {
      return first;
    }
    List<Condition> parts = new ArrayList<>();
    parts.add(first);
    do {
      parts.add(one());
    } while (sql.word("AND"));
    return new Group(parts, false, false);
  }

  private Condition one() throws Unusual {
    if (sql.sign('(')) {
      if (++depth > DEEPEST) {
        throw SqlCursor.unusual();
      }
      Condition inner = any();
      sql.expect(')');
      depth--;
      return inner instanceof Group group ? new Group(group.parts(), group.any(), true) : inner;
    }
    return sql.word("TRUE") ? new Nothing() : comparison();
  }

  private Condition comparison() throws Unusual {
    Left left = left();
    Operator operator = operator();
    if (operator == Operator.IS_TRUE && !left.isPlain()) {
      throw SqlCursor.unusual();
    }
    return switch (operator) {
      case IS_TRUE -> alone(left, operator, "");
      case IS_NULL -> alone(left, operator, " IS NULL");
      case IS_NOT_NULL -> alone(left, operator, " IS NOT NULL");
      case IN -> in(left);
      default -> comparison(left, operator, sign(operator));
    };
  }

  private Left left() throws Unusual {
    for (String function : FUNCTIONS) {
      if (sql.word(function)) {
        sql.expect('(');
        Left left = new Left(function, Name.read(sql), "");
        sql.expect(')');
        return left;
      }
    }
    return new Left("", Name.read(sql), sql.cast());
  }

  private static Condition alone(Left left, Operator operator, String text) {
    return new Comparison(left, operator, new Operand.None(), text, null);
  }

  private Operator operator() throws Unusual {
    if (sql.sign('=')) {
      return Operator.EQUALS;
    } else if (sql.signs("!=")) {
      return Operator.NOT_EQUALS;
    } else if (sql.signs("<=")) {
      return Operator.LESS_OR_EQUAL;
    } else if (sql.signs(">=")) {
      return Operator.GREATER_OR_EQUAL;
    } else if (sql.sign('<')) {
      return Operator.LESS;
    } else if (sql.sign('>')) {
      return Operator.GREATER;
    } else if (sql.word("IS NULL")) {
      return Operator.IS_NULL;
    } else if (sql.word("IS NOT NULL")) {
      return Operator.IS_NOT_NULL;
    } else if (sql.word("IN")) {
      return Operator.IN;
    } else if (sql.word("LIKE")) {
      return Operator.LIKE;
    } else if (sql.word("ILIKE")) {
      return Operator.ILIKE;
    } else if (")AO\0".indexOf(sql.peek()) >= 0) { // goes on with AND, OR or ORDER BY
      return Operator.IS_TRUE;
    }
    throw SqlCursor.unusual();
  }

  private static String sign(Operator operator) {
    return switch (operator) {
      case EQUALS -> "=";
      case NOT_EQUALS -> "!=";
      case LESS -> "<";
      case LESS_OR_EQUAL -> "<=";
      case GREATER -> ">";
      case GREATER_OR_EQUAL -> ">=";
      default -> operator.name();
    };
  }

  private Condition comparison(Left left, Operator operator, String sign) throws Unusual {
    if (sql.peek() == '$') {
      Operand parameter = new Operand.Parameter(sql.parameter());
      return new Comparison(left, operator, parameter, " " + sign + " $" + sql.cast(), null);
    }
    if (operator == Operator.EQUALS && sql.word("ANY")) {
      sql.expect('(');
      Operand parameter = new Operand.Parameter(sql.parameter());
      sql.expect(')');
      return new Comparison(left, Operator.ANY, parameter, " = ANY($)", null);
    }
    if (isLiteral()) {
      String literal = literal();
      Operand operand = new Operand.Literal(literal);
      return new Comparison(left, operator, operand, " " + sign + " " + literal, null);
    }
    return new Comparison(left, operator, new Operand.None(), " " + sign + " ", Name.read(sql));
  }

  private Condition in(Left left) throws Unusual {
    sql.expect('(');
    Condition in = sql.peek() == '$' ? inParameters(left) : inLiterals(left);
    sql.expect(')');
    return in;
  }

  private Condition inParameters(Left left) throws Unusual {
    Operand first = new Operand.Parameter(sql.parameter());
    while (sql.sign(',')) {
      sql.parameter();
    }
    return new Comparison(left, Operator.IN, first, " IN ($)", null);
  }

  private Condition inLiterals(Left left) throws Unusual {
    StringBuilder list = new StringBuilder("(").append(literal());
    while (sql.sign(',')) {
      list.append(',').append(literal());
    }
    String text = list.append(')').toString();
    return new Comparison(left, Operator.IN, new Operand.Literal(text), " IN " + text, null);
  }

  private boolean isLiteral() {
    return sql.peek() == '\'' || SqlText.isDigit(sql.peek());
  }

  private String literal() throws Unusual {
    return sql.peek() == '\'' ? sql.text() : sql.digits();
  }

  private void add(Condition condition, Scope scope) throws Unusual {
    if (condition instanceof Group group && !group.any() && !group.bracketed()) {
      for (Condition part : group.parts()) {
        add(part, scope);
      }
    } else {
      clause++;
      add(condition, false, scope);
    }
  }

  private void add(Condition condition, boolean disjunct, Scope scope) throws Unusual {
    if (condition instanceof Group group) {
      for (Condition part : group.parts()) {
        add(part, disjunct || group.any(), scope);
      }
    } else if (condition instanceof Comparison comparison) {
      predicates.add(predicate(comparison, disjunct, scope));
    }
  }

  private Predicate predicate(Comparison of, boolean disjunct, Scope scope) throws Unusual {
    Column left = of.left().column().in(scope);
    boolean plain = of.left().isPlain();
    if (of.right() == null) {
      String text = of.left().text();
      String canonical = text + of.text();
      return new Predicate(
          left, plain ? "" : text, of.operator(), of.operand(), canonical, disjunct, clause);
    }
    if (!plain) {
      throw SqlCursor.unusual();
    }
    Column right = of.right().in(scope);
    Operand operand = new Operand.OtherColumn(right);
    String canonical = left + of.text() + right;
    return new Predicate(left, "", of.operator(), operand, canonical, disjunct, clause);
  }
}
