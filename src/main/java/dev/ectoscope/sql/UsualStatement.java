package dev.ectoscope.sql;

import dev.ectoscope.sql.SqlCursor.Unusual;
import dev.ectoscope.sql.UsualConditions.Name;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the statements that Ecto prints most, of plain columns, joins and conditions, into the
 * shape that {@link ShapeReader} makes of the parser's tree, in a fiftieth of the time: a log's
 * hundreds of statements take the parser, whose code has just been loaded, longer than the reading
 * of 100 MB. It reads only what leaves no doubt. See Ecto.Adapters.Postgres.Connection.
 */
final class UsualStatement {

  private static final List<String> AGGREGATES = List.of("count", "sum", "avg", "min", "max");
  private static final List<String> JOINS =
      List.of("INNER JOIN", "LEFT OUTER JOIN", "RIGHT OUTER JOIN", "FULL OUTER JOIN");

  private final SqlCursor sql;
  private final UsualConditions conditions;
  private final Scope scope = new Scope(Set.of());
  private final List<Name> selected = new ArrayList<>();
  private final List<String> aggregates = new ArrayList<>();
  private final List<SortKey> order = new ArrayList<>();
  private Optional<Bound> limit = Optional.empty();
  private Optional<Bound> offset = Optional.empty();
  private int expressions;
  private int rows;
  private boolean distinct;
  private boolean grouped;
  private boolean locking;

  private UsualStatement(String text) {
    this.sql = new SqlCursor(text);
    this.conditions = new UsualConditions(sql);
  }

  /** The shape of a statement, or null when only the parser can read it. */
  static @Nullable Shape read(String text) {
    try {
      return new UsualStatement(text).read();
    } catch (Unusual e) {
      return null;
    }
  }

  private Shape read() throws Unusual {
    Kind kind = kind();
    if (!sql.isAtEnd()) {
      throw SqlCursor.unusual();
    }
    List<Predicate> predicates = conditions.predicates(scope);
    List<Column> projection = new ArrayList<>();
    for (Name name : selected) {
      projection.add(kind == Kind.READ ? name.in(scope) : new Column(root(), name.column()));
    }
    return new Shape(
        true,
        "",
        kind,
        scope.relations(),
        predicates,
        List.of(),
        projection,
        expressions,
        aggregates,
        order,
        limit,
        offset,
        distinct,
        grouped,
        locking,
        false,
        rows);
  }

  private String root() {
    return scope.relations().get(0).table();
  }

  private Kind kind() throws Unusual {
    if (sql.word("SELECT")) {
      select();
      return Kind.READ;
    } else if (sql.word("INSERT INTO")) {
      insert();
      return Kind.INSERT;
    } else if (sql.word("UPDATE")) {
      update();
      return Kind.UPDATE;
    }
    sql.expectWord("DELETE FROM");
    table();
    filter();
    return Kind.DELETE;
  }

  private void select() throws Unusual {
    distinct = sql.word("DISTINCT");
    do {
      item();
    } while (sql.sign(','));
    sql.expectWord("FROM");
    table();
    while (join()) {
      table();
      sql.expectWord("ON");
      conditions.on();
    }
    if (sql.word("WHERE")) {
      conditions.where();
    }
    group();
    order();
    limit = sql.word("LIMIT") ? bound() : limit;
    offset = sql.word("OFFSET") ? bound() : offset;
    locking = sql.word("FOR UPDATE");
    if (locking && !sql.word("SKIP LOCKED")) {
      sql.word("NOWAIT");
    }
  }

  private void item() throws Unusual {
    if (sql.word("TRUE") || sql.word("1")) { // of Repo.exists?
      expressions++;
      return;
    }
    for (String aggregate : AGGREGATES) {
      if (sql.word(aggregate)) {
        aggregate(aggregate);
        return;
      }
    }
    Name name = new Name(qualifier(), sql.quoted());
    if (sql.cast().isEmpty()) {
      selected.add(name);
    } else {
      expressions++;
    }
  }

  private void aggregate(String name) throws Unusual {
    sql.expect('(');
    if (!name.equals("count") || !sql.sign('*')) {
      sql.word("DISTINCT");
      Name.read(sql);
    }
    sql.expect(')');
    expressions++;
    aggregates.add(name);
  }

  private boolean join() {
    for (String words : JOINS) {
      if (sql.word(words)) {
        return true;
      }
    }
    return false;
  }

  /** A table with the schema before it and the alias after it, if they are printed. */
  private void table() throws Unusual {
    String schema = "";
    String table = sql.quoted();
    if (sql.sign('.')) {
      schema = table;
      table = sql.quoted();
    }
    scope.add(new Relation(schema, table, alias(table)));
  }

  private String alias(String table) throws Unusual {
    return sql.word("AS") ? sql.alias() : table;
  }

  private void group() throws Unusual {
    grouped = sql.word("GROUP BY");
    if (grouped) {
      do {
        Name.read(sql);
      } while (sql.sign(','));
    }
  }

  private void order() throws Unusual {
    if (sql.word("ORDER BY")) {
      do {
        key();
      } while (sql.sign(','));
    }
  }

  private void key() throws Unusual {
    Column column = new Name(qualifier(), sql.quoted()).in(scope);
    String cast = sql.cast();
    boolean descending = sql.word("DESC");
    if (!descending) {
      sql.word("ASC");
    }
    if (!sql.word("NULLS FIRST")) {
      sql.word("NULLS LAST");
    }
    order.add(new SortKey(cast.isEmpty() ? column : Column.NONE, column.name() + cast, descending));
  }

  /** A name alone may be one that the statement gives to what it selects. */
  private String qualifier() throws Unusual {
    String alias = sql.alias();
    sql.expect('.');
    return alias;
  }

  private Optional<Bound> bound() throws Unusual {
    return Optional.of(
        sql.peek() == '$'
            ? new Bound(sql.parameter(), -1)
            : new Bound(0, Integer.parseInt(sql.digits())));
  }

  private void insert() throws Unusual {
    table();
    names(selected);
    sql.expectWord("VALUES");
    do {
      row();
    } while (sql.sign(','));
    if (sql.word("ON CONFLICT")) {
      conflict();
    }
    returning();
  }

  private void names(List<Name> names) throws Unusual {
    sql.expect('(');
    do {
      names.add(new Name("", sql.quoted()));
    } while (sql.sign(','));
    sql.expect(')');
  }

  private void row() throws Unusual {
    sql.expect('(');
    do {
      if (!sql.word("DEFAULT")) {
        sql.parameter();
      }
    } while (sql.sign(','));
    sql.expect(')');
    rows++;
  }

  private void conflict() throws Unusual {
    if (sql.peek() == '(') {
      names(new ArrayList<>());
    }
    if (!sql.word("DO NOTHING")) {
      sql.expectWord("DO UPDATE SET");
      do {
        sql.quoted();
        sql.expect('=');
        if (sql.word("EXCLUDED.")) {
          sql.quoted();
        } else {
          sql.parameter();
        }
      } while (sql.sign(','));
    }
  }

  private void update() throws Unusual {
    table();
    sql.expectWord("SET");
    do {
      selected.add(new Name("", sql.quoted()));
      sql.expect('=');
      value();
    } while (sql.sign(','));
    filter();
  }

  private void value() throws Unusual {
    if (sql.peek() == '$') {
      sql.parameter();
    } else if (sql.peek() == '\'') {
      sql.text();
    } else if (!sql.word("NULL")) {
      Name.read(sql);
      if (!sql.sign('+')) {
        sql.expect('-');
      }
      sql.parameter();
    }
  }

  private void filter() throws Unusual {
    if (sql.word("WHERE")) {
      conditions.where();
    }
    returning();
  }

  private void returning() throws Unusual {
    if (sql.word("RETURNING")) {
      do {
        Name.read(sql);
      } while (sql.sign(','));
    }
  }
}
