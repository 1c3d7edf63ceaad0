package dev.ectoscope.sql;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.sf.jsqlparser.expression.Expression;
import net.sf.jsqlparser.statement.select.Join;
import net.sf.jsqlparser.statement.select.PlainSelect;
import net.sf.jsqlparser.statement.select.WithItem;
import net.sf.jsqlparser.util.TablesNamesFinder;
import org.jspecify.annotations.Nullable;

/**
 * The conditions that choose the rows of subqueries, CTEs and lateral joins: a query per row may
 * hold its key there.
 */
final class InnerConditions extends TablesNamesFinder<Void> {

  private final Set<String> commonTables;
  private final @Nullable PlainSelect outermost;
  private final List<Predicate> predicates = new ArrayList<>();

  private InnerConditions(Set<String> commonTables, @Nullable PlainSelect outermost) {
    this.commonTables = new HashSet<>(commonTables);
    this.outermost = outermost;
  }

  static List<Predicate> of(
      net.sf.jsqlparser.statement.Statement statement, Set<String> commonTables) {
    PlainSelect outermost = statement instanceof PlainSelect plain ? plain : null;
    InnerConditions inner = new InnerConditions(commonTables, outermost);
    inner.getTables(statement);
    return inner.predicates;
  }

  @Override
  public <S> Void visit(WithItem<?> item, S context) {
    if (item.getAliasName() != null) {
      commonTables.add(Scope.name(item.getAliasName()));
    }
    return super.visit(item, context);
  }

  @Override
  public <S> Void visit(PlainSelect select, S context) {
    if (select != outermost) {
      Scope scope = new Scope(commonTables);
      scope.add(select.getFromItem());
      scope.addJoined(select.getJoins());
      Conditions conditions = new Conditions(scope);
      conditions.add(select.getWhere());
      if (select.getJoins() != null) {
        for (Join join : select.getJoins()) {
          for (Expression on : join.getOnExpressions()) {
            conditions.add(on);
          }
        }
      }
      conditions.predicates().stream().filter(InnerConditions::chooses).forEach(predicates::add);
    }
    return super.visit(select, context);
  }

  private static boolean chooses(Predicate predicate) {
    return switch (predicate.operator()) {
      case EQUALS, ANY, IN -> predicate.operand() instanceof Operand.Parameter;
      default -> false;
    };
  }
}
