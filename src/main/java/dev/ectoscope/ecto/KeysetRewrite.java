package dev.ectoscope.ecto;

import dev.ectoscope.elixir.RepoCall;
import dev.ectoscope.elixir.syntax.Node;
import dev.ectoscope.review.Fix;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A page reached by OFFSET that also takes the last row of the page before. Page numbers still
 * work, so that callers can be moved one by one.
 */
final class KeysetRewrite {

  private static final Pattern ORDERED =
      Pattern.compile("(?:(asc|desc): )?(?::|(\\w+)\\.)([a-z_]\\w*)");

  private final FunctionSource source;
  private final Names names;

  KeysetRewrite(FunctionSource source, Names names) {
    this.source = source;
    this.names = names;
  }

  /**
   * @param parameters of the function that the offset reads, the page first
   */
  private record Page(AskedQuery query, Keyset keyset, String offset, List<String> parameters) {}

  Optional<Change> of(Fix.KeysetPage fix) {
    Optional<RepoCall> called = names.call().filter(one -> one.name().equals("all"));
    Optional<Node> call = called.flatMap(source::node);
    if (call.isEmpty()
        || !source.isOnlyClause()
        || !AskedQuery.options(call.get()).isEmpty()
        || !source.givesBack(call.get())
        || !names.importsMacro("where")
        || !names.importsMacro("offset")) {
      return Optional.empty();
    }
    return AskedQuery.of(call.get())
        .flatMap(query -> page(fix, query))
        .flatMap(page -> change(fix, call.get(), page));
  }

  private Optional<Page> page(Fix.KeysetPage fix, AskedQuery query) {
    Optional<Keyset> keyset = keyset(fix, query);
    String offset = query.clause("offset");
    if (keyset.isEmpty() || !offset.startsWith("^") || !query.clauses().containsKey("limit")) {
      return Optional.empty();
    }
    List<String> read =
        source.parameters().stream().filter(p -> WriteLoop.mentions(offset, p)).toList();
    String others = query.conditions() + query.clause("limit") + query.clause("select");
    List<String> own = read.stream().filter(p -> !WriteLoop.mentions(others, p)).toList();
    if (own.size() != 1 || source.readsBesides(own.get(0), 1)) {
      return Optional.empty();
    }
    List<String> parameters = new ArrayList<>(own);
    read.stream().filter(p -> !p.equals(own.get(0))).forEach(parameters::add);
    boolean plain = offset.replaceAll("\\w+", "").matches("[\\^() *+@-]*");
    boolean known =
        Pattern.compile("(?<![@\\w])[a-z_]\\w*")
            .matcher(offset)
            .results()
            .allMatch(m -> parameters.contains(m.group()));
    return plain && known && carries(query, keyset.get())
        ? Optional.of(new Page(query, keyset.get(), offset, parameters))
        : Optional.empty();
  }

  private Optional<Keyset> keyset(Fix.KeysetPage fix, AskedQuery query) {
    String order = query.clause("order_by").replaceAll("^\\[|\\]$", "");
    List<Keyset.Column> columns = new ArrayList<>();
    for (String item : order.split(", ")) {
      Matcher matcher = ORDERED.matcher(item);
      if (!matcher.matches()
          || matcher.group(2) != null && !matcher.group(2).equals(query.binding())) {
        return Optional.empty();
      }
      columns.add(new Keyset.Column(matcher.group(3), "desc".equals(matcher.group(1))));
    }
    return names.schemaOf(fix.table()).isEmpty()
        ? Optional.empty()
        : Optional.of(Keyset.of(columns, names.primaryKey(fix.table(), List.of())));
  }

  /** Whether the rows that are given back hold the next cursor. */
  private static boolean carries(AskedQuery query, Keyset keyset) {
    String select = query.clause("select");
    return select.isEmpty()
        || keyset.columns().stream().allMatch(c -> selects(select, query.binding(), c.field()));
  }

  static boolean selects(String select, String binding, String field) {
    return select.matches(".*(" + binding + "\\.|:)" + field + "\\b(?!:).*");
  }

  private Optional<Change> change(Fix.KeysetPage fix, Node call, Page page) {
    String helper = source.functionName() + "_from";
    if (source.mentions(helper) || names.hasFunction(helper)) {
      return Optional.empty();
    }
    Node query = call.isOperator("|>") ? call.child(0) : call.arguments().get(0);
    String arguments = String.join(", ", page.parameters());
    Optional<List<Change.Edit>> edits =
        query.callName().equals("from")
            ? keywords(query, page, helper + "(" + page.query().source() + ", " + arguments + ")")
            : piped(query, page, helper + "(" + arguments + ")");
    if (edits.isEmpty()) {
      return Optional.empty();
    }
    List<Change.Edit> all = new ArrayList<>(edits.get());
    all.add(source.afterwards(helpers(page, helper)));
    return Optional.of(new Change(all, notes(fix, page)));
  }

  private Optional<List<Change.Edit>> keywords(Node from, Page page, String start) {
    List<String> parts = new ArrayList<>();
    List<Node> arguments = from.arguments();
    for (Node pair : arguments.size() < 2 ? List.<Node>of() : arguments.get(1).children()) {
      String key = pair.child(0).text().strip();
      if (key.equals("order_by:")) {
        parts.add("order_by: " + page.keyset().order(page.query().binding()));
      } else if (!key.equals("offset:")) {
        parts.add(pair.text());
      }
    }
    return source
        .rendered(from, page.query().binding() + " in " + start, parts)
        .map(text -> List.of(new Change.Edit(from.start(), from.end(), text)));
  }

  private Optional<List<Change.Edit>> piped(Node query, Page page, String step) {
    List<Change.Edit> edits = new ArrayList<>();
    for (Node node = query; node.isOperator("|>"); node = node.child(0)) {
      Node one = node.child(1);
      String b = page.query().binding();
      if (one.callName().equals("offset")) {
        edits.add(new Change.Edit(one.start(), one.end(), step));
      } else if (one.callName().equals("order_by")) {
        String order = page.keyset().order(b).replaceAll("^\\[|\\]$", "");
        String bound = "order_by([" + b + "], " + order + ")";
        edits.add(new Change.Edit(one.start(), one.end(), bound));
      }
    }
    return edits.size() == 2 ? Optional.of(edits) : Optional.empty();
  }

  private List<String> helpers(Page page, String helper) {
    String number = page.parameters().get(0);
    List<String> rest = page.parameters().subList(1, page.parameters().size());
    String more = rest.isEmpty() ? "" : ", " + String.join(", ", rest);
    String unused = rest.isEmpty() ? "" : ", _" + String.join(", _", rest);
    String b = page.query().binding();
    List<String> lines = new ArrayList<>();
    lines.add(
        "defp " + helper + "(query, " + number + more + ") when is_integer(" + number + ") do");
    lines.add("  offset(query, " + page.offset() + ")");
    lines.add("end");
    lines.add("");
    lines.add("defp " + helper + "(query, " + cursor(page) + unused + ") do");
    List<String> after = page.keyset().after(b);
    if (after.size() == 1) {
      lines.add("  where(query, [" + b + "], " + after.get(0) + ")");
    } else {
      lines.add("  query");
      lines.addAll(page.keyset().steps(b, 2));
    }
    lines.add("end");
    return lines;
  }

  /** One value alone would be taken for a page's number. */
  private static String cursor(Page page) {
    String cursor = page.keyset().cursor("");
    return cursor.startsWith("{") ? cursor : "{:after, " + cursor + "}";
  }

  private List<String> notes(Fix.KeysetPage fix, Page page) {
    List<String> key = names.primaryKey(fix.table(), List.of());
    String order = page.query().clause("order_by");
    List<String> added =
        key.stream().filter(field -> !order.matches("(?s).*\\b" + field + "\\b.*")).toList();
    List<String> nullable =
        page.keyset().columns().stream()
            .map(Keyset.Column::field)
            .filter(f -> !key.contains(f) && !names.isTimestamp(fix.table(), f))
            .toList();
    List<String> notes = new ArrayList<>();
    notes.add(
        "Page numbers work as before; pass "
            + cursor(page)
            + " of the last row shown instead, and index these columns in this order.");
    if (!added.isEmpty()) {
      notes.add(
          "Sorting by " + String.join(", ", added) + " too makes the order of equal rows certain.");
    }
    if (!nullable.isEmpty()) {
      notes.add("After a cursor rows without " + String.join(" or ", nullable) + " are not found.");
    }
    return notes;
  }
}
