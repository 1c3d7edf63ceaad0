package dev.ectoscope.sql;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import net.sf.jsqlparser.expression.AllValue;
import net.sf.jsqlparser.expression.Expression;
import net.sf.jsqlparser.expression.JdbcParameter;
import net.sf.jsqlparser.expression.LongValue;
import net.sf.jsqlparser.expression.NullValue;
import net.sf.jsqlparser.expression.operators.relational.ExpressionList;
import net.sf.jsqlparser.expression.operators.relational.ParenthesedExpressionList;
import net.sf.jsqlparser.schema.Table;
import net.sf.jsqlparser.statement.delete.Delete;
import net.sf.jsqlparser.statement.insert.Insert;
import net.sf.jsqlparser.statement.select.AllColumns;
import net.sf.jsqlparser.statement.select.AllTableColumns;
import net.sf.jsqlparser.statement.select.Join;
import net.sf.jsqlparser.statement.select.OrderByElement;
import net.sf.jsqlparser.statement.select.ParenthesedSelect;
import net.sf.jsqlparser.statement.select.PlainSelect;
import net.sf.jsqlparser.statement.select.Select;
import net.sf.jsqlparser.statement.select.SelectItem;
import net.sf.jsqlparser.statement.select.SetOperationList;
import net.sf.jsqlparser.statement.select.Values;
import net.sf.jsqlparser.statement.select.WithItem;
import net.sf.jsqlparser.statement.update.Update;
import net.sf.jsqlparser.statement.update.UpdateSet;
import org.jspecify.annotations.Nullable;

/** Reads a parsed statement into its shape. */
final class ShapeReader {

  private final net.sf.jsqlparser.statement.Statement statement;
  private final boolean compound;
  private final Set<String> commonTables = new HashSet<>();
  private final Scope scope = new Scope(commonTables);
  private final Wording wording = new Wording(scope);
  private final Conditions conditions = new Conditions(scope);
  private final List<Column> projection = new ArrayList<>();
  private final List<String> aggregates = new ArrayList<>();
  private final List<SortKey> order = new ArrayList<>();
  private int expressions;
  private Optional<Bound> limit = Optional.empty();
  private Optional<Bound> offset = Optional.empty();
  private boolean distinct;
  private boolean grouped;
  private boolean locking;
  private int insertedRows;

  private ShapeReader(net.sf.jsqlparser.statement.Statement statement, boolean compound) {
    this.statement = statement;
    this.compound = compound;
  }

  /**
   * Reads the outermost query of a statement.
   *
   * @param compound whether the statement holds more than one query
   * @throws UnreadableSqlException when it is neither a query nor an INSERT, UPDATE or DELETE
   */
  static Shape read(net.sf.jsqlparser.statement.Statement statement, boolean compound)
      throws UnreadableSqlException {
    return new ShapeReader(statement, compound).read();
  }

  private Shape read() throws UnreadableSqlException {
    if (statement instanceof Select select) {
      query(select);
      return shape(Kind.READ);
    } else if (statement instanceof Insert insert) {
      insert(insert);
      return shape(Kind.INSERT);
    } else if (statement instanceof Update update) {
      update(update);
      return shape(Kind.UPDATE);
    } else if (statement instanceof Delete delete) {
      delete(delete);
      return shape(Kind.DELETE);
    }
    throw new UnreadableSqlException(statement.getClass().getSimpleName() + " is not a query");
  }

  private Shape shape(Kind kind) {
    return new Shape(
        true,
        "",
        kind,
        Tables.outermostFirst(scope, statement),
        conditions.predicates(),
        compound ? InnerConditions.of(statement, commonTables) : List.of(),
        projection,
        expressions,
        aggregates,
        order,
        limit,
        offset,
        distinct,
        grouped,
        locking,
        compound,
        insertedRows);
  }

  /**
   * ORDER BY, LIMIT and locks may stand at any bracket around the first SELECT; the outermost wins.
   */
  private void query(Select select) {
    common(select.getWithItemsList());
    if (select instanceof SetOperationList operations) {
      query(operations.getSelect(0));
    } else if (select instanceof ParenthesedSelect wrapped) {
      query(wrapped.getSelect());
    } else if (select instanceof PlainSelect plain) {
      plain(plain);
    }
    if (select.getOrderByElements() != null) {
      order.clear();
      List<SelectItem<?>> items =
          select instanceof PlainSelect plain ? plain.getSelectItems() : List.of();
      select.getOrderByElements().forEach(element -> order.add(sortKey(element, items)));
    }
    bounds(select);
    locking |= select.getForMode() != null;
  }

  private void common(List<WithItem<?>> items) {
    if (items != null) {
      items.forEach(item -> commonTables.add(Scope.name(item.getAliasName())));
    }
  }

  private void plain(PlainSelect select) {
    scope.add(select.getFromItem());
    scope.addJoined(select.getJoins());
    select.getSelectItems().forEach(item -> selected(item.getExpression()));
    conditions.add(select.getWhere());
    joined(select.getJoins());
    distinct = select.getDistinct() != null;
    grouped = select.getGroupBy() != null;
  }

  private void joined(List<Join> joins) {
    if (joins == null) {
      return;
    }
    for (Join join : joins) {
      if (join.getOnExpressions() != null) {
        join.getOnExpressions().forEach(conditions::add);
      }
    }
  }

  private void selected(Expression expression) {
    if (expression instanceof AllTableColumns all) {
      projection.add(new Column(scope.tableOf(Scope.name(all.getTable().getName())), "*"));
    } else if (expression instanceof AllColumns) {
      projection.add(new Column("", "*"));
    } else if (expression instanceof net.sf.jsqlparser.schema.Column column) {
      projection.add(scope.column(column));
    } else {
      expressions++;
      aggregates.addAll(Contents.of(expression).aggregates());
    }
  }

  private SortKey sortKey(OrderByElement element, List<SelectItem<?>> items) {
    Expression expression = Operands.unwrapped(selectedAs(element.getExpression(), items));
    String text = wording.of(expression);
    if (expression instanceof net.sf.jsqlparser.schema.Column column) {
      return new SortKey(scope.column(column), text, !element.isAsc());
    }
    return new SortKey(Column.NONE, text, !element.isAsc());
  }

  // ORDER BY prefers the name of an output column to that of an input column.
  private static Expression selectedAs(Expression key, List<SelectItem<?>> items) {
    boolean bare =
        key instanceof net.sf.jsqlparser.schema.Column column && column.getTable() == null;
    if (!bare) {
      return key;
    }
    for (SelectItem<?> item : items) {
      String alias = item.getAliasName();
      if (alias != null && Scope.name(alias).equals(Scope.name(key.toString()))) {
        return item.getExpression();
      }
    }
    return key;
  }

  private void bounds(Select select) {
    if (select.getLimit() != null) {
      limit = bound(select.getLimit().getRowCount());
    } else if (select.getFetch() != null) {
      limit = bound(select.getFetch().getExpression());
    }
    if (select.getOffset() != null) {
      offset = bound(select.getOffset().getOffset());
    }
  }

  private static Optional<Bound> bound(@Nullable Expression expression) {
    if (expression == null || expression instanceof AllValue || expression instanceof NullValue) {
      return Optional.empty();
    }
    JdbcParameter parameter = Operands.parameter(expression);
    if (parameter != null) {
      return Optional.of(new Bound(Operands.number(parameter), -1));
    }
    return Optional.of(
        new Bound(
            0, Operands.unwrapped(expression) instanceof LongValue value ? value.getValue() : -1));
  }

  private void insert(Insert insert) {
    common(insert.getWithItemsList());
    scope.add(insert.getTable());
    written(insert.getColumns());
    insertedRows = insert.isOnlyDefaultValues() ? 1 : rows(insert.getSelect());
  }

  private static int rows(Select source) {
    if (!(source instanceof Values values)) {
      return 0;
    }
    ExpressionList<?> rows = values.getExpressions();
    // A single row is printed by the parser as the list itself.
    return rows instanceof ParenthesedExpressionList<?> ? 1 : rows.size();
  }

  private void update(Update update) {
    common(update.getWithItemsList());
    Table table = update.getTable();
    scope.add(table);
    scope.addJoined(update.getStartJoins());
    scope.add(update.getFromItem());
    scope.addJoined(update.getJoins());
    update.getUpdateSets().stream().map(UpdateSet::getColumns).forEach(this::written);
    conditions.add(update.getWhere());
    joined(update.getJoins());
  }

  private void delete(Delete delete) {
    common(delete.getWithItemsList());
    scope.add(delete.getTable());
    if (delete.getUsingFromItemList() != null) {
      delete.getUsingFromItemList().forEach(scope::add);
    }
    scope.addJoined(delete.getJoins());
    conditions.add(delete.getWhere());
    joined(delete.getJoins());
  }

  private void written(List<net.sf.jsqlparser.schema.Column> columns) {
    if (columns != null) {
      String table = scope.relations().isEmpty() ? "" : scope.relations().get(0).table();
      columns.forEach(
          column -> projection.add(new Column(table, Scope.name(column.getColumnName()))));
    }
  }
}
