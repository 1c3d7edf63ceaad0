package dev.ectoscope.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A statement in words: "Read `comments` by `post_id`, oldest first". Names stand in backticks;
 * what was not understood has no words.
 */
public final class StatementTitle {

  private static final int NAMED = 3;

  private StatementTitle() {}

  public static String of(Shape shape) {
    String table = shape.rootTable();
    if (!shape.understood() || table.isEmpty()) {
      return "";
    }
    return switch (shape.kind()) {
      case READ -> read(shape, table);
      case INSERT -> "Insert " + (shape.insertedRows() > 1 ? "rows into " : "into ") + code(table);
      case UPDATE -> "Update " + set(shape) + code(table) + by(shape);
      case DELETE -> "Delete from " + code(table) + by(shape);
      case TRANSACTION, OTHER -> "";
    };
  }

  private static String read(Shape shape, String table) {
    return verb(shape)
        + code(table)
        + with(shape)
        + by(shape)
        + (shape.grouped() ? ", grouped" : "")
        + order(shape)
        + (shape.offset().isPresent() ? ", by page" : "")
        + (shape.locking() ? ", and lock" : "");
  }

  private static String verb(Shape shape) {
    boolean only = shape.projection().isEmpty() && shape.aggregates().size() == 1;
    if (only && !shape.grouped()) {
      return switch (shape.aggregates().get(0)) {
        case "count" -> "Count ";
        case "sum" -> "Add up ";
        case "avg" -> "Average ";
        case "min" -> "Find the least of ";
        case "max" -> "Find the greatest of ";
        default -> "Aggregate ";
      };
    }
    if (!shape.aggregates().isEmpty()) {
      return "Aggregate ";
    }
    return shape.distinct() ? "Read distinct " : "Read ";
  }

  private static String with(Shape shape) {
    List<String> joined =
        shape.relations().stream().skip(1).map(Relation::table).distinct().toList();
    if (joined.isEmpty()) {
      return "";
    }
    return joined.size() > NAMED
        ? " with " + joined.size() + " other tables"
        : " with " + sentence(joined);
  }

  private static String set(Shape shape) {
    List<String> columns = names(shape.projection().stream());
    if (columns.isEmpty() || columns.size() > NAMED) {
      return "";
    }
    return sentence(columns) + " of ";
  }

  private static String by(Shape shape) {
    List<String> columns =
        names(
            shape.predicates().stream()
                .filter(p -> !p.isJoin() && !p.disjunct())
                .map(Predicate::column));
    if (columns.isEmpty()) {
      return "";
    }
    return columns.size() > NAMED
        ? " by " + columns.size() + " columns"
        : " by " + sentence(columns);
  }

  private static String order(Shape shape) {
    if (shape.order().isEmpty()) {
      return "";
    }
    SortKey key = shape.order().get(0);
    if (!key.column().isKnown()) {
      return ", sorted";
    }
    String name = key.column().name();
    if (name.endsWith("_at") || name.endsWith("_on") || name.endsWith("_date")) {
      return key.descending() ? ", newest first" : ", oldest first";
    }
    return ", sorted by " + code(name) + (key.descending() ? ", largest first" : "");
  }

  private static List<String> names(Stream<Column> columns) {
    return columns.filter(Column::isKnown).map(Column::name).distinct().toList();
  }

  /** {@code `a`}, {@code `a` and `b`}, {@code `a`, `b` and `c`}. */
  private static String sentence(List<String> names) {
    List<String> quoted = new ArrayList<>(names.stream().map(StatementTitle::code).toList());
    String last = quoted.remove(quoted.size() - 1);
    return quoted.isEmpty()
        ? last
        : quoted.stream().collect(Collectors.joining(", ")) + " and " + last;
  }

  private static String code(String name) {
    return "`" + name.replace('`', ' ') + "`";
  }
}
