package dev.ectoscope.ecto;

import java.util.ArrayList;
import java.util.List;

/**
 * The rows after one row in an order.
 *
 * @param columns of the order, the last ones unique together
 */
record Keyset(List<Column> columns) {

  /** A field of the order. */
  record Column(String field, boolean descending) {}

  Keyset {
    columns = List.copyOf(columns);
  }

  /** With the primary key last, in the direction of what is before it. */
  static Keyset of(List<Column> order, List<String> primaryKey) {
    List<Column> columns = new ArrayList<>(order);
    boolean down = !order.isEmpty() && order.get(order.size() - 1).descending();
    primaryKey.stream()
        .filter(field -> order.stream().noneMatch(column -> column.field().equals(field)))
        .forEach(field -> columns.add(new Column(field, down)));
    return new Keyset(columns);
  }

  /** {@code {published_at, id}}, a variable for each column. */
  String cursor(String pin) {
    List<String> variables = columns.stream().map(c -> pin + Elixir.variable(c.field())).toList();
    return variables.size() == 1 ? variables.get(0) : "{" + String.join(", ", variables) + "}";
  }

  /** {@code order_by}'s value: {@code [desc: p.published_at, desc: p.id]}. */
  String order(String binding) {
    boolean up = columns.stream().noneMatch(Column::descending);
    List<String> parts = new ArrayList<>();
    for (Column column : columns) {
      String field = Elixir.field(binding, column.field());
      parts.add(up ? field : (column.descending() ? "desc: " : "asc: ") + field);
    }
    return parts.size() == 1 && up ? parts.get(0) : "[" + String.join(", ", parts) + "]";
  }

  /**
   * The conditions that a row comes after the cursor: a comparison of rows, which an index answers
   * in one piece; where directions differ {@code a <= ^a} and {@code a < ^a or b > ^b}, the first
   * of which bounds the index.
   */
  List<String> after(String binding) {
    boolean same = columns.stream().map(Column::descending).distinct().count() == 1;
    return same ? List.of(tuple(binding)) : List.of(level(binding, 0), beyond(binding, 0));
  }

  /** The rows before one row, the nearest first. */
  Keyset turned() {
    return new Keyset(columns.stream().map(c -> new Column(c.field(), !c.descending())).toList());
  }

  /** The conditions as steps of a pipe that stands so far in. */
  List<String> steps(String binding, int indent) {
    String blank = " ".repeat(indent);
    List<String> lines = new ArrayList<>();
    for (String condition : after(binding)) {
      String line = blank + "|> where([" + binding + "], " + condition + ")";
      if (line.length() <= Elixir.WIDTH) {
        lines.add(line);
      } else {
        lines.add(blank + "|> where(");
        lines.add(blank + "  [" + binding + "],");
        boolean wide = indent + 2 + condition.length() > Elixir.WIDTH;
        boolean several = condition.contains(" or ");
        lines.add(wide && several ? broken(binding, 0, blank + "  ") : blank + "  " + condition);
        lines.add(blank + ")");
      }
    }
    return lines;
  }

  private String tuple(String binding) {
    List<String> fields = columns.stream().map(c -> Elixir.field(binding, c.field())).toList();
    String left = fields.size() == 1 ? fields.get(0) : "{" + String.join(", ", fields) + "}";
    return left + (columns.get(0).descending() ? " < " : " > ") + cursor("^");
  }

  private String level(String binding, int at) {
    return compared(binding, at, columns.get(at).descending() ? " <= " : " >= ");
  }

  private String beyond(String binding, int at) {
    String here = compared(binding, at, columns.get(at).descending() ? " < " : " > ");
    if (at == columns.size() - 1) {
      return here;
    }
    String next = beyond(binding, at + 1);
    boolean last = at + 1 == columns.size() - 1;
    return here + " or " + (last ? next : "(" + level(binding, at + 1) + " and (" + next + "))");
  }

  /** The same over several lines, each operand further in than the one it is part of. */
  private String broken(String binding, int at, String blank) {
    String here = compared(binding, at, columns.get(at).descending() ? " < " : " > ");
    String further = blank + "  ";
    if (at + 2 == columns.size()) {
      return blank + here + " or\n" + further + beyond(binding, at + 1);
    }
    String inner = broken(binding, at + 1, further + "    ").stripLeading();
    return String.join(
        "\n",
        blank + here + " or",
        further + "(" + level(binding, at + 1) + " and",
        further + "   (" + inner + "))");
  }

  private String compared(String binding, int at, String operator) {
    String field = columns.get(at).field();
    return Elixir.field(binding, field) + operator + "^" + Elixir.variable(field);
  }
}
