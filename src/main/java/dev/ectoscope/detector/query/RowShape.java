package dev.ectoscope.detector.query;

import dev.ectoscope.review.Fix;
import dev.ectoscope.review.Fix.Association;
import dev.ectoscope.sql.Bound;
import dev.ectoscope.sql.Relation;
import dev.ectoscope.sql.Shape;
import dev.ectoscope.sql.SortKey;
import dev.ectoscope.sql.Statement;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a query per row asks for; decides what mends it. */
enum RowShape {
  PRELOAD_IN_LOOP("preload-in-loop", "preloaded"),
  AGGREGATE("aggregate", "aggregated"),
  EXISTS("exists", "checked"),
  MANY_TO_MANY("many-to-many", "read"),
  FIRST_OF_MANY("has-many", "read"),
  HAS_MANY("has-many", "read"),
  BELONGS_TO("belongs-to", "read"),
  LOOKUP("lookup", "looked up"),
  RELOAD("preload-in-loop", "read again"),
  /** {@code FOR UPDATE}: a preload locks nothing. */
  LOCKED("lookup", "locked"),
  /** The key stands in a subquery or a CTE, or is compared in another way than by equality. */
  WITHIN("lookup", "asked");

  private static final Pattern AGGREGATED =
      Pattern.compile("(?i)\\b(count|sum|avg|min|max)\\((?:distinct )?(?:\\w+\\.)?\"?(\\w+)\"?\\)");

  private static final Pattern SELECTED =
      Pattern.compile(
          "(?i)\\b(count|sum|avg|min|max)\\((?:\\*|(distinct )?(?:\\w+\\.)?\"?(\\w+)\"?)\\)");

  private static final Pattern DERIVED = Pattern.compile("(?is)^SELECT .*? FROM \\(");

  private static final Pattern FILTERED = Pattern.compile("(?i)\\) FILTER \\(|\\) OVER ");

  private final String variant;
  private final String verb;

  RowShape(String variant, String verb) {
    this.variant = variant;
    this.verb = verb;
  }

  /**
   * @param hasRows whether a read before it gave the rows, so that there is something to preload
   *     into
   */
  static RowShape of(Statement statement, RowKey key, boolean hasRows) {
    Shape shape = statement.shape();
    if (key.isWithin(shape) || key.isOther()) {
      return WITHIN;
    }
    if (shape.locking()) {
      return LOCKED;
    }
    if (selectsTwice(shape, key)) {
      return PRELOAD_IN_LOOP;
    }
    if (key.isArray()) {
      // Ecto selects the key of a preload once more: this is a list that somebody gave.
      boolean own = key.isPrimary() && key.table().equals(shape.rootTable());
      return own && shape.relations().size() == 1 ? LOOKUP : PRELOAD_IN_LOOP;
    }
    if (!shape.aggregates().isEmpty() && !shape.grouped()) {
      return AGGREGATE;
    }
    if (asksForExistence(shape)) {
      return EXISTS;
    }
    if (isDerived(statement) || isFarAway(shape, key)) {
      return LOOKUP;
    }
    if (!key.table().equals(shape.rootTable()) && (key.isForeign() || isThroughJoin(shape, key))) {
      return MANY_TO_MANY;
    }
    if (key.isForeign() && key.more().isEmpty()) {
      return shape.limit().isPresent() ? FIRST_OF_MANY : HAS_MANY;
    }
    return key.isPrimary() && key.more().isEmpty() && hasRows ? BELONGS_TO : LOOKUP;
  }

  /** {@code FROM (SELECT …)}: rows that no association gives. */
  static boolean isDerived(Statement statement) {
    return DERIVED.matcher(statement.text()).find();
  }

  /** {@code JOIN} of the rows that join both, and of the one whose key is given. */
  private static boolean isThroughJoin(Shape shape, RowKey key) {
    return key.isPrimary() && shape.relations().size() == 3;
  }

  /** Over more tables than those of one association. */
  static boolean isFarAway(Shape shape, RowKey key) {
    return key.isPrimary()
        && shape.relations().size() > 3
        && shape.relations().stream().skip(1).anyMatch(r -> r.table().equals(key.table()));
  }

  /** Ecto's preload queries select the foreign key once more, last. */
  private static boolean selectsTwice(Shape shape, RowKey key) {
    return shape.projection().stream().filter(c -> c.name().equals(key.column())).count() > 1;
  }

  private static boolean asksForExistence(Shape shape) {
    boolean one = shape.limit().filter(l -> l.value() == 1).isPresent();
    return one && shape.projection().isEmpty() && shape.expressions() <= 1;
  }

  String variant() {
    return variant;
  }

  String verb() {
    return verb;
  }

  String action(String table, String row) {
    return switch (this) {
      case PRELOAD_IN_LOOP -> "Preload " + table + " for all rows at once";
      case AGGREGATE -> "Aggregate " + table + " for all rows in one grouped query";
      case EXISTS -> "Ask " + table + " for all keys at once";
      case LOOKUP -> "Read " + table + " for all keys at once";
      case RELOAD -> "Reload " + table + " for all rows at once";
      case LOCKED -> "Lock all rows of " + table + " in one query, in the order of their keys";
      case WITHIN -> "Ask " + table + " for all keys in one query, with a lateral join";
      case FIRST_OF_MANY -> "Read the first " + table + " of every " + row + " in one query";
      case MANY_TO_MANY, HAS_MANY, BELONGS_TO -> "Preload " + table;
    };
  }

  Fix fix(Loop loop, RowKey key, Before before, Samples samples) {
    Shape shape = loop.statement().shape();
    boolean application = loop.callSite().isApplication();
    String function = application ? loop.callSite().function() : "";
    String file = application ? loop.callSite().file() : "";
    String table = shape.rootTable();
    return switch (this) {
      case AGGREGATE -> {
        Matcher aggregated = AGGREGATED.matcher(loop.statement().text());
        String column = aggregated.find() ? aggregated.group(2) : "";
        yield new Fix.GroupedAggregate(
            function,
            file,
            table,
            key.column(),
            shape.aggregates().get(0),
            column,
            key.filters(shape),
            key.table(),
            selected(loop.statement()));
      }
      case EXISTS ->
          new Fix.GroupedExists(
              function, file, table, key.column(), key.filters(shape), key.table());
      case RELOAD -> new Fix.Reload(function, file, table);
      case LOCKED -> new Fix.LockInOrder(function, file, table);
      case LOOKUP ->
          new Fix.LookupByKeys(
              function,
              file,
              table,
              schema(shape),
              key.column(),
              key.predicate().column().isKnown() ? key.predicate().expression() : "",
              key.more(),
              key.filters(shape).stream()
                  .filter(f -> key.more().stream().noneMatch(column -> f.equals(column + " = $")))
                  .toList());
      case WITHIN -> new Fix.LateralPerKey(function, file, table, key.column());
      case FIRST_OF_MANY ->
          new Fix.FirstPerParent(
              function,
              file,
              table,
              key.column(),
              order(shape),
              limit(shape, samples),
              key.filters(shape));
      case HAS_MANY, BELONGS_TO, MANY_TO_MANY, PRELOAD_IN_LOOP ->
          new Fix.Preload(
              function,
              file,
              parent(shape, key, before),
              table,
              this == MANY_TO_MANY && isThroughJoin(shape, key)
                  ? Wording.rowOf(key.table()).replace(' ', '_') + "_id"
                  : key.column(),
              association(),
              orderOfAll(shape),
              key.filtersOf(table, shape));
    };
  }

  /** The table whose key is given where it is joined, else what was read before. */
  private String parent(Shape shape, RowKey key, Before before) {
    boolean joined = this == MANY_TO_MANY && isThroughJoin(shape, key);
    return joined ? key.table() : before.table();
  }

  /** {@code count}, {@code count(distinct member_id)}: all that is selected of a key's rows. */
  private static List<String> selected(Statement statement) {
    String text = statement.text();
    int from = text.indexOf(" FROM ");
    String list = from < 0 ? "" : text.substring(0, from);
    List<String> all =
        SELECTED
            .matcher(list)
            .results()
            .map(one -> one.group(1).toLowerCase(Locale.ROOT) + of(one.group(2), one.group(3)))
            .toList();
    boolean plain =
        all.size() == statement.shape().aggregates().size() && !FILTERED.matcher(list).find();
    return plain ? all : List.of("");
  }

  private static String of(@Nullable String distinct, @Nullable String column) {
    return column == null ? "" : "(" + (distinct == null ? "" : "distinct ") + column + ")";
  }

  private Association association() {
    return switch (this) {
      case BELONGS_TO -> Association.BELONGS_TO;
      case MANY_TO_MANY -> Association.MANY_TO_MANY;
      case PRELOAD_IN_LOOP -> Association.PRELOAD_IN_LOOP;
      default -> Association.HAS_MANY;
    };
  }

  private static String schema(Shape shape) {
    return shape.relations().stream().findFirst().map(Relation::schema).orElse("");
  }

  static List<String> order(Shape shape) {
    return shape.order().stream().map(RowShape::spelled).toList();
  }

  /** The same; a column of a joined table with its name before it. */
  private static List<String> orderOfAll(Shape shape) {
    return shape.order().stream()
        .map(
            key -> {
              String table = key.column().table();
              boolean own = table.isEmpty() || table.equals(shape.rootTable());
              return (own ? "" : table + ".") + spelled(key);
            })
        .toList();
  }

  private static String spelled(SortKey key) {
    String name = key.column().isKnown() ? key.column().name() : key.expression();
    return key.descending() ? name + " DESC" : name;
  }

  private static long limit(Shape shape, Samples samples) {
    Bound limit = shape.limit().orElse(new Bound(0, 1));
    if (limit.parameter() == 0) {
      return limit.value();
    }
    return samples.values(limit.parameter()).stream()
        .filter(v -> v.matches("\\d{1,9}"))
        .mapToLong(Long::parseLong)
        .max()
        .orElse(1);
  }
}
