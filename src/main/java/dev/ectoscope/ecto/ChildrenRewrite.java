package dev.ectoscope.ecto;

import dev.ectoscope.elixir.module.Association;
import dev.ectoscope.review.Fix;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Rows read for each row of a loop, read for all of them before it; a limit for each is kept. */
final class ChildrenRewrite {

  /** With a group of its own for every row these would mean something else. */
  private static final Pattern OF_MANY =
      Pattern.compile("\\b(count|sum|avg|min|max|over|row_number|fragment)\\(");

  private final FunctionSource source;
  private final LoopSource loop;
  private final Names names;
  private final Hoisted hoisted;

  ChildrenRewrite(FunctionSource source, LoopSource loop, Names names) {
    this.source = source;
    this.loop = loop;
    this.names = names;
    this.hoisted = new Hoisted(source, loop, names.repo());
  }

  Optional<Change> of(Fix fix) {
    String function = names.call().map(call -> call.name()).orElse("");
    Optional<RowQuestion> asked =
        AskedQuery.options(loop.call()).isEmpty()
            ? AskedQuery.of(loop.call()).flatMap(query -> RowQuestion.of(loop, query))
            : Optional.empty();
    if (asked.isEmpty() || OF_MANY.matcher(asked.get().query().clause("select")).find()) {
      return Optional.empty();
    }
    String limit = asked.get().query().clause("limit");
    if (function.equals("one") && limit.equals("1")) {
      return first(asked.get());
    }
    if (!function.equals("all")) {
      return Optional.empty();
    }
    return limit.isEmpty() ? all(asked.get()) : few(fix, asked.get());
  }

  private Optional<Change> all(RowQuestion asked) {
    if (!asked.hasOnly("order_by", "select")) {
      return Optional.empty();
    }
    return hoisted
        .keys(asked.key())
        .flatMap(
            keys -> {
              String name = name(asked);
              List<String> parts = new ArrayList<>(List.of(asked.whereIn(keys)));
              sorted(asked, parts);
              RowKeys rows = rows(asked);
              String into = rows.groupBy(asked.column());
              String select = asked.query().clause("select");
              if (!select.isEmpty()) {
                parts.add("select: {" + asked.field() + ", " + select + "}");
                into = rows.groupPairs();
              }
              hoisted.asked(name, asked.query().first(), parts, "", into);
              return replaced(asked, name, ", [])");
            });
  }

  private Optional<Change> first(RowQuestion asked) {
    if (!asked.hasOnly("order_by", "select", "limit")) {
      return Optional.empty();
    }
    return hoisted
        .keys(asked.key())
        .flatMap(
            keys -> {
              String name = hoisted.free("first_" + plural(asked));
              List<String> parts = new ArrayList<>(List.of(asked.whereIn(keys)));
              parts.add("distinct: " + asked.field());
              sorted(asked, parts);
              RowKeys rows = rows(asked);
              String into = rows.mapBy(asked.column());
              String select = asked.query().clause("select");
              if (!select.isEmpty()) {
                parts.add("select: {" + asked.field() + ", " + select + "}");
                into = rows.mapOfPairs();
              }
              hoisted.asked(name, asked.query().first(), parts, "", into);
              return replaced(asked, name, ")");
            });
  }

  private Optional<Change> few(Fix fix, RowQuestion asked) {
    String table =
        fix instanceof Fix.FirstPerParent first
            ? first.table()
            : fix instanceof Fix.Preload preload ? preload.childTable() : "";
    Optional<Association> parent = names.associations().belongsTo(table, asked.column());
    String limit = asked.query().clause("limit");
    boolean usable =
        asked.hasOnly("order_by", "limit")
            && limit.matches("\\d+|\\^[a-z_]\\w*")
            && parent.isPresent()
            && (!asked.key().contains(".")
                || asked.key().endsWith("." + parent.get().references()));
    if (!usable) {
      return Optional.empty();
    }
    return hoisted.keys(asked.key()).flatMap(keys -> few(asked, parent.get(), keys));
  }

  private Optional<Change> few(RowQuestion asked, Association parent, String keys) {
    String b = asked.query().binding();
    String p = b.equals("p") ? "parent" : "p";
    List<String> one = new ArrayList<>();
    one.add(asked.field() + " == parent_as(:parent)." + parent.references());
    one.addAll(asked.rest());
    List<String> each = new ArrayList<>(List.of(AskedQuery.where(one)));
    sorted(asked, each);
    each.add("limit: " + asked.query().clause("limit"));
    String query = hoisted.free("each");
    hoisted.query(query, asked.query().first(), each);
    List<String> parts = new ArrayList<>();
    parts.add("as: :parent");
    parts.add("where: " + p + "." + parent.references() + " in ^" + keys);
    parts.add("inner_lateral_join: " + b + " in subquery(" + query + ")");
    parts.add("on: true");
    sorted(asked, parts);
    parts.add("select: " + b);
    String name = name(asked);
    hoisted.asked(
        name,
        p + " in " + names.nameOf(parent.target()),
        parts,
        "",
        rows(asked).groupBy(asked.column()));
    return replaced(asked, name, ", [])");
  }

  private static void sorted(RowQuestion asked, List<String> parts) {
    String order = asked.query().clause("order_by");
    if (!order.isEmpty()) {
      parts.add("order_by: " + order);
    }
  }

  private String name(RowQuestion asked) {
    return hoisted.free(plural(asked) + "_by_" + asked.column());
  }

  private static String plural(RowQuestion asked) {
    String source = asked.query().source();
    return Elixir.plural(Elixir.underscore(source.substring(source.lastIndexOf('.') + 1)));
  }

  private Optional<Change> replaced(RowQuestion asked, String name, String none) {
    boolean tasks = loop.loop().remoteTarget().text().equals("Task");
    RowKeys rows = rows(asked);
    List<String> notes = new ArrayList<>(rows.notes());
    if (tasks) {
      notes.add("The tasks only look up now: Enum.map serves as well.");
    }
    String found = "Map.get(" + name + ", " + rows.sought(asked.key()) + none;
    return hoisted.change(loop.call(), found, notes);
  }

  private RowKeys rows(RowQuestion asked) {
    return RowKeys.of(source, loop, asked.key(), names.fieldOf(asked.query(), asked.column()));
  }
}
