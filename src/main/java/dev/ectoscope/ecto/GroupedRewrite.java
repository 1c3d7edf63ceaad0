package dev.ectoscope.ecto;

import dev.ectoscope.elixir.Node;
import dev.ectoscope.review.Fix;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A question per row replaced by one question for all of them, asked before the loop. */
final class GroupedRewrite {

  private static final Pattern FROM = Pattern.compile("from\\((\\w+) in ([\\w.]+), where: (.+)\\)");

  private final FunctionSource source;
  private final LoopSource loop;
  private final Names names;

  GroupedRewrite(FunctionSource source, LoopSource loop, Names names) {
    this.source = source;
    this.loop = loop;
    this.names = names;
  }

  /**
   * @param rest the other conditions, or ""
   */
  private record Asked(String binding, String schema, String column, String key, String rest) {}

  Optional<Change> of(Fix fix) {
    boolean usable =
        !loop.element().equals("&1")
            && !loop.call().isOperator("|>")
            && loop.list().line() == loop.list().lastLine();
    if (!usable) {
      return Optional.empty();
    }
    if (fix instanceof Fix.GroupedAggregate aggregate) {
      return aggregate(aggregate);
    }
    if (fix instanceof Fix.GroupedExists) {
      return exists();
    }
    return fix instanceof Fix.LookupByKeys lookup ? lookup(lookup) : Optional.empty();
  }

  private Optional<Change> aggregate(Fix.GroupedAggregate fix) {
    List<Node> arguments = loop.call().arguments();
    Optional<Asked> asked = asked();
    if (asked.isEmpty() || !names.call().get().name().equals("aggregate") || arguments.size() > 3) {
      return Optional.empty();
    }
    boolean count = fix.aggregate().equals("count");
    String b = asked.get().binding();
    String field =
        arguments.size() == 3 ? b + "." + arguments.get(2).text().replaceFirst("^:", "") : "";
    if (field.isEmpty() && !count || !field.matches("[\\w.]*")) {
      return Optional.empty();
    }
    String key = b + "." + asked.get().column();
    List<String> parts = conditions(asked.get());
    parts.add("group_by: " + key);
    parts.add("select: {" + key + ", " + fix.aggregate() + "(" + field + ")}");
    String name = free(count ? "counts" : fix.aggregate() + "s");
    String lookup = "Map.get(" + name + ", " + asked.get().key() + (count ? ", 0)" : ")");
    return hoisted(asked.get(), name, parts, "Map.new()", lookup);
  }

  private Optional<Change> exists() {
    Optional<Asked> asked = asked();
    if (asked.isEmpty() || !names.call().get().name().equals("exists?")) {
      return Optional.empty();
    }
    List<String> parts = conditions(asked.get());
    parts.add("distinct: true");
    parts.add("select: " + asked.get().binding() + "." + asked.get().column());
    String name = free("existing");
    List<Node> path = source.downTo(loop.call());
    Node above = path.get(path.size() - 2);
    String operator = above.operator();
    String test = asked.get().key() + " in " + name;
    if (operator.equals("==") && above.child(1).text().equals("false")) {
      String none = asked.get().key() + " not in " + name;
      return hoisted(asked.get(), name, parts, "MapSet.new()", none, above);
    }
    boolean bare = operator.isEmpty() || operator.equals("=");
    boolean alone = above.line() == above.lastLine();
    return bare || alone
        ? hoisted(asked.get(), name, parts, "MapSet.new()", bare ? test : "(" + test + ")")
        : Optional.empty();
  }

  private Optional<Change> lookup(Fix.LookupByKeys fix) {
    String function = names.call().get().name();
    List<Node> arguments = loop.call().arguments();
    if (!function.matches("get!?") || arguments.size() != 2) {
      return Optional.empty();
    }
    String key = arguments.get(1).text();
    if (!isKey(key)) {
      return Optional.empty();
    }
    String schema = arguments.get(0).text();
    if (!schema.matches("[A-Z][\\w.]*")) {
      return Optional.empty();
    }
    String b = Elixir.binding(fix.table());
    String column = names.primaryKey(fix.table());
    Asked asked = new Asked(b, schema, column, key, "");
    String name = free(Elixir.variable(fix.table()));
    String get = function.endsWith("!") ? "Map.fetch!(" : "Map.get(";
    return hoisted(
        asked,
        name,
        conditions(asked),
        "Map.new(&{&1." + column + ", &1})",
        get + name + ", " + key + ")");
  }

  private boolean isKey(String text) {
    return text.matches(Pattern.quote(loop.element()) + "(\\.\\w+)?");
  }

  private Optional<Asked> asked() {
    if (loop.call().arguments().isEmpty()) {
      return Optional.empty();
    }
    String query =
        loop.call()
            .arguments()
            .get(0)
            .text()
            .replaceAll("\\s+", " ")
            .replace("( ", "(")
            .replace(" )", ")");
    Matcher from = FROM.matcher(query);
    if (!from.matches()
        || from.group(3).contains(" or ")
        || from.group(3).matches(".*\\b[a-z_]+: .*")) {
      return Optional.empty();
    }
    String b = from.group(1);
    List<String> conditions = new ArrayList<>(List.of(from.group(3).split(" and ")));
    Pattern keyed = Pattern.compile(Pattern.quote(b) + "\\.(\\w+) == \\^(\\S+)");
    for (String condition : conditions) {
      Matcher matcher = keyed.matcher(condition);
      if (matcher.matches() && isKey(matcher.group(2))) {
        List<String> rest = conditions.stream().filter(c -> !c.equals(condition)).toList();
        boolean own = rest.stream().anyMatch(c -> c.matches(".*\\b" + loop.element() + "\\b.*"));
        return own
            ? Optional.empty()
            : Optional.of(
                new Asked(
                    b,
                    from.group(2),
                    matcher.group(1),
                    matcher.group(2),
                    String.join(" and ", rest)));
      }
    }
    return Optional.empty();
  }

  private static List<String> conditions(Asked asked) {
    List<String> parts = new ArrayList<>();
    parts.add(
        "where: "
            + asked.binding()
            + "."
            + asked.column()
            + " in ^KEYS"
            + (asked.rest().isEmpty() ? "" : " and " + asked.rest()));
    return parts;
  }

  private Optional<Change> hoisted(
      Asked asked, String name, List<String> parts, String into, String value) {
    return hoisted(asked, name, parts, into, value, loop.call());
  }

  private Optional<Change> hoisted(
      Asked asked, String name, List<String> parts, String into, String value, Node replaced) {
    int indent = source.indent(loop.statement());
    String blank = " ".repeat(indent);
    List<String> lines = new ArrayList<>();
    String rows = loop.list().text();
    List<Change.Edit> edits = new ArrayList<>();
    if (!loop.list().is("identifier")) {
      rows = free(loop.element().equals("id") ? "ids" : loop.element() + "s");
      lines.add(blank + rows + " = " + loop.list().text());
      edits.add(new Change.Edit(loop.list().start(), loop.list().end(), rows));
    }
    String keys = rows;
    if (asked.key().contains(".")) {
      String field = asked.key().substring(asked.key().indexOf('.') + 1);
      keys = free(field + "s");
      lines.add(blank + keys + " = Enum.map(" + rows + ", & &1." + field + ")");
    }
    String in = keys;
    List<String> filled = parts.stream().map(p -> p.replace("^KEYS", "^" + in)).toList();
    if (!lines.isEmpty()) {
      lines.add("");
    }
    lines.add(blank + name + " =");
    lines.addAll(
        Elixir.call(
            indent + 2, "from(", asked.binding() + " in " + asked.schema(), filled, indent + 4));
    lines.add(blank + "  |> " + names.repo() + ".all()");
    lines.add(blank + "  |> " + into);
    lines.add("");
    Node statement = loop.statement();
    String text = String.join("\n", lines).stripLeading() + "\n" + blank;
    edits.add(new Change.Edit(statement.start(), statement.start(), text));
    edits.add(new Change.Edit(replaced.start(), replaced.end(), value));
    return Optional.of(new Change(edits, List.of()));
  }

  private String free(String name) {
    String free = name;
    while (source.mentions(free)) {
      free = free + "_found";
    }
    return free;
  }
}
