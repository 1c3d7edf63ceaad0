package dev.ectoscope.ecto;

import dev.ectoscope.elixir.syntax.Node;
import dev.ectoscope.review.Fix;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * A page by the last row of the one before, with the conditions and columns of the page by number.
 */
final class KeysetCode {

  private static final Pattern VARIABLE = Pattern.compile("(?<![@\\w.:\"])[a-z_]\\w*(?![\\w(:\"])");

  private final Names names;

  KeysetCode(Names names) {
    this.names = names;
  }

  /**
   * A page's query as the source has it.
   *
   * @param arguments variables of its function that it reads
   */
  private record Page(AskedQuery query, List<String> arguments) {}

  FunctionCode keysetPage(Fix.KeysetPage fix) {
    FunctionCode code = names.beside(fix.function(), fix.file(), fix.table());
    Keyset keyset = Keyset.of(order(fix), key(fix));
    Optional<Page> page = names.source().flatMap(this::page);
    String b = page.map(p -> p.query().binding()).orElse(Elixir.binding(fix.table()));
    String name = code.name(fix.table(), "_after");
    String asked = name.replaceFirst("(_?page)?_after$", "_page_query").replaceFirst("^_", "");
    List<String> arguments = page.map(Page::arguments).orElse(List.of());
    String query = asked + "(" + String.join(", ", arguments) + ")";
    remarks(code, fix, keyset, page, asked);
    String all = names.repo() + ".all(";
    code.line(head(name, "nil", arguments) + ", do: " + all + query + ")").line("");
    code.line(head(name, keyset.cursor(""), arguments) + " do");
    code.line("  " + query);
    code.raw(keyset.steps(b, 2));
    code.line("  |> " + all + ")").line("end").line("");
    code.line("# The page before; reverse_order/1 by its documentation, not run by us.");
    code.line(head(before(name), keyset.cursor(""), arguments) + " do");
    code.line("  " + query);
    code.raw(keyset.turned().steps(b, 2));
    code.line("  |> reverse_order()").line("  |> " + all + ")").line("  |> Enum.reverse()");
    code.line("end").line("");
    code.line("defp " + (arguments.isEmpty() ? asked : query) + " do");
    String source = page.map(p -> p.query().source()).orElse(names.schema(fix.table()));
    code.call(2, "from(", b + " in " + source, parts(fix, keyset, page, b));
    return code.line("end");
  }

  private static String before(String name) {
    return name.replaceFirst("_after(?=(_\\d+)?$)", "_before");
  }

  private static String head(String name, String cursor, List<String> arguments) {
    List<String> all = new ArrayList<>(List.of(cursor));
    all.addAll(arguments);
    return "def " + name + "(" + String.join(", ", all) + ")";
  }

  private void remarks(
      FunctionCode code, Fix.KeysetPage fix, Keyset keyset, Optional<Page> page, String asked) {
    List<String> fields = keyset.columns().stream().map(Keyset.Column::field).toList();
    code.comment(
        "The cursor holds "
            + String.join(", ", fields)
            + " of the last row shown"
            + (fields.size() == 1
                ? ", whose index serves the page."
                : key(fix).size() > 1
                    ? "; the primary key makes it certain. Needs an index on the same columns."
                    : "; the last one must be unique. Needs an index on the same columns."));
    List<String> nullable = nullable(fix, keyset);
    if (!nullable.isEmpty()) {
      code.comment(
          "Rows without "
              + String.join(" or ", nullable)
              + " need a page of their own, if there are any.");
    }
    String select = page.map(p -> p.query().clause("select")).orElse("");
    if (page.isEmpty()) {
      code.comment("The conditions and columns of the query as it is belong into " + asked + ".");
    } else if (!missing(select, keyset, page.get()).isEmpty()) {
      code.comment(
          String.join(" and ", missing(select, keyset, page.get()))
              + (missing(select, keyset, page.get()).size() == 1 ? " is" : " are")
              + " read too, for the cursor.");
    }
  }

  private List<String> parts(Fix.KeysetPage fix, Keyset keyset, Optional<Page> page, String b) {
    List<String> where = new ArrayList<>(page.map(p -> p.query().conditions()).orElse(List.of()));
    for (String field : nullable(fix, keyset)) {
      String set = "not is_nil(" + Elixir.field(b, field) + ")";
      if (!where.contains(set)) {
        where.add(set);
      }
    }
    List<String> parts = new ArrayList<>();
    if (!where.isEmpty()) {
      parts.add(AskedQuery.where(where));
    }
    parts.add("order_by: " + keyset.order(b));
    String limit = page.map(p -> p.query().clause("limit")).orElse("");
    parts.add("limit: " + (limit.isEmpty() ? fix.limit() > 0 ? fix.limit() : 20 : limit));
    String select = page.map(p -> p.query().clause("select")).orElse("");
    if (!select.isEmpty()) {
      parts.add("select: " + extended(select, missing(select, keyset, page.get()), b));
    }
    return parts;
  }

  /** The fields of the cursor that are not selected. */
  private static List<String> missing(String select, Keyset keyset, Page page) {
    return select.isEmpty()
        ? List.of()
        : keyset.columns().stream()
            .map(Keyset.Column::field)
            .filter(f -> !KeysetRewrite.selects(select, page.query().binding(), f))
            .toList();
  }

  private static String extended(String select, List<String> missing, String b) {
    if (missing.isEmpty()) {
      return select;
    }
    List<String> fields = missing.stream().map(f -> b + "." + f).toList();
    String more = String.join(", ", fields);
    if (select.matches("\\{.+}")) {
      return select.replaceFirst("}$", ", " + more + "}");
    }
    if (select.matches("%\\{.+}")) {
      List<String> pairs = missing.stream().map(f -> f + ": " + b + "." + f).toList();
      return select.replaceFirst("}$", ", " + String.join(", ", pairs) + "}");
    }
    if (select.matches("(map|struct)\\(.+\\]\\)")) {
      List<String> atoms = missing.stream().map(f -> ":" + f).toList();
      return select.replaceFirst("\\]\\)$", ", " + String.join(", ", atoms) + "])");
    }
    return "{" + select + ", " + more + "}";
  }

  /** Fields of the order, the primary key apart, in which NULL may stand. */
  private List<String> nullable(Fix.KeysetPage fix, Keyset keyset) {
    List<String> last = key(fix);
    return keyset.columns().stream()
        .map(Keyset.Column::field)
        .filter(field -> !last.contains(field) && !names.isTimestamp(fix.table(), field))
        .toList();
  }

  /** Empty where the query reads what its function makes, so that it cannot stand elsewhere. */
  private Optional<Page> page(FunctionSource source) {
    Optional<Node> call =
        names.call().filter(one -> one.name().equals("all")).flatMap(source::node);
    Optional<AskedQuery> query =
        call.filter(node -> AskedQuery.options(node).isEmpty()).flatMap(AskedQuery::of);
    if (query.isEmpty()) {
      return Optional.empty();
    }
    AskedQuery asked = query.get();
    String text = asked.conditions() + asked.clause("limit") + asked.clause("select");
    Set<String> pinned = new TreeSet<>();
    Pattern.compile("\\^(\\([^()]*\\)|[\\w.]+)")
        .matcher(text)
        .results()
        .flatMap(pin -> VARIABLE.matcher(pin.group(1)).results())
        .forEach(name -> pinned.add(name.group()));
    List<String> arguments =
        source.parameters().stream().filter(pinned::contains).distinct().toList();
    boolean sorted = !asked.clause("order_by").contains("(");
    return sorted && arguments.size() == pinned.size() && !text.contains("^(fn")
        ? Optional.of(new Page(asked, arguments))
        : Optional.empty();
  }

  private List<String> key(Fix.KeysetPage fix) {
    List<String> key = names.primaryKey(fix.table(), fix.primaryKey());
    return key.isEmpty() && fix.order().isEmpty() ? List.of("id") : key;
  }

  private List<Keyset.Column> order(Fix.KeysetPage fix) {
    return fix.order().stream()
        .map(
            key ->
                new Keyset.Column(
                    names.fieldName(fix.table(), SortOrder.column(key)),
                    SortOrder.isDescending(key)))
        .toList();
  }
}
