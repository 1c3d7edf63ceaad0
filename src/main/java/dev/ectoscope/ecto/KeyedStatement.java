package dev.ectoscope.ecto;

import dev.ectoscope.elixir.syntax.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code update_all} or {@code delete_all} by one key, made one by all keys. */
final class KeyedStatement {

  private static final Pattern FROM = Pattern.compile("from\\((\\w+) in ([\\w.]+), where: (.+)\\)");

  private final WriteLoop loop;
  private final Names names;

  KeyedStatement(WriteLoop loop, Names names) {
    this.loop = loop;
    this.names = names;
  }

  /** Given up when more than the key differs from row to row. */
  Optional<Change> of(Node statement, List<String> notes) {
    Node call = loop.loop().call();
    if (call.isOperator("|>") || call.arguments().isEmpty() || call.arguments().size() > 2) {
      return Optional.empty();
    }
    String query = call.arguments().get(0).text().replaceAll("\\s+", " ");
    Matcher from = FROM.matcher(query.replace("( ", "(").replace(" )", ")"));
    Optional<String> rest =
        call.arguments().size() < 2 ? Optional.of("") : changes(call.arguments().get(1));
    if (!from.matches() || from.group(3).contains(" or ") || rest.isEmpty()) {
      return Optional.empty();
    }
    Pattern keyed =
        Pattern.compile(
            Pattern.quote(from.group(1))
                + "\\.(\\w+) == \\^"
                + Pattern.quote(loop.loop().element())
                + "(\\.(\\w+))?");
    List<String> conditions = new ArrayList<>(List.of(from.group(3).split(" and ")));
    for (int i = 0; i < conditions.size(); i++) {
      Matcher key = keyed.matcher(conditions.get(i));
      if (key.matches()) {
        conditions.remove(i);
        boolean own = conditions.stream().anyMatch(loop::dependsOnRow);
        boolean other = conditions.stream().anyMatch(c -> c.matches(".*\\b[a-z_]+: .*"));
        return own || other
            ? Optional.empty()
            : Optional.of(change(from, key, conditions, rest.get(), statement, notes));
      }
    }
    return Optional.empty();
  }

  private Optional<String> changes(Node keywords) {
    String text = keywords.text().replaceAll("\\s+", " ");
    boolean same = keywords.is("keywords") && !loop.dependsOnRow(text);
    return same ? Optional.of(text) : Optional.empty();
  }

  private Change change(
      Matcher from,
      Matcher key,
      List<String> conditions,
      String changes,
      Node statement,
      List<String> notes) {
    List<String> lines = new ArrayList<>();
    String keys = loop.loop().list().text();
    if (key.group(3) != null) {
      keys = loop.free(Elixir.plural(key.group(3)));
      lines.add(keys + " = Enum.map(" + loop.loop().list().text() + ", & &1." + key.group(3) + ")");
    } else if (!loop.loop().list().is("identifier") || !loop.isList()) {
      String element = loop.loop().element();
      keys = loop.free(element.equals("&1") ? "keys" : Elixir.plural(element));
      lines.add(keys + " = " + loop.listed());
    }
    conditions.add(0, from.group(1) + "." + key.group(1) + " in ^" + keys);
    String rows =
        "from("
            + from.group(1)
            + " in "
            + from.group(2)
            + ", where: "
            + String.join(" and ", conditions)
            + ")";
    boolean counted = statement.isOperator("=") && statement.child(0).text().contains("1");
    String counter = loop.free("count");
    String head =
        (counted ? "{" + counter + ", _} = " : "") + names.repo() + "." + names.call().get().name();
    addCall(lines, head, rows, changes);
    if (counted) {
      lines.add("true = " + counter + " == length(Enum.uniq(" + keys + "))");
    }
    value(loop, lines);
    List<String> all = new ArrayList<>(notes);
    if (counted) {
      all.add("A row that is missing raises after the others are written.");
    }
    return loop.replacedBy(lines, all);
  }

  private void addCall(List<String> lines, String head, String rows, String changes) {
    String line = head + "(" + rows + (changes.isEmpty() ? "" : ", " + changes) + ")";
    if (line.length() <= loop.width()) {
      lines.add(line);
      return;
    }
    String name = loop.free("rows");
    lines.add(name + " = " + rows);
    lines.add(head + "(" + name + (changes.isEmpty() ? "" : ", " + changes) + ")");
  }

  /** {@code Enum.each} gives {@code :ok}. */
  static void value(WriteLoop loop, List<String> lines) {
    if (loop.last() && loop.isEach()) {
      lines.add("");
      lines.add(":ok");
    }
  }
}
