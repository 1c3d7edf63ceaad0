package dev.ectoscope.ecto;

import dev.ectoscope.elixir.module.Schema;
import dev.ectoscope.elixir.syntax.Node;
import dev.ectoscope.review.Fix;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A count of all rows of a schema that is taken from the planner's; the rows are counted still
 * where the planner knows nothing of the table.
 */
final class CountRewrite {

  private final FunctionSource source;
  private final Names names;

  CountRewrite(FunctionSource source, Names names) {
    this.source = source;
    this.names = names;
  }

  Optional<Change> of(Fix.EstimatedCount fix) {
    Optional<Node> call =
        names.call().filter(one -> one.name().equals("aggregate")).flatMap(source::node);
    String helper = "estimated_" + Elixir.variable(fix.table());
    boolean taken = source.mentions(helper) || names.hasFunction(helper);
    if (call.isEmpty() || taken || !isOfSchema(fix.table()) || !countsAll(call.get(), fix)) {
      return Optional.empty();
    }
    Node whole = call.get();
    List<Change.Edit> edits =
        List.of(
            new Change.Edit(whole.start(), whole.end(), helper + "()"),
            source.afterwards(lines(helper, names.schema(fix.table()))));
    return Optional.of(
        new Change(
            edits,
            List.of(
                "An estimate, right to a few percent after ANALYZE: where the number must be exact"
                    + " keep the count and cache it.")));
  }

  /** A schema with a prefix of its own has another name in the catalog. */
  private boolean isOfSchema(String table) {
    Optional<Schema> schema = names.schemaOf(table);
    return schema.isPresent()
        && (schema.get().prefix() == null || schema.get().prefix().isEmpty())
        && (names.importsMacro("from") || !names.imports("Ecto.Query"));
  }

  /** {@code Repo.aggregate(Scan, :count)}, piped or not, also of the key, which is never nil. */
  private boolean countsAll(Node call, Fix.EstimatedCount fix) {
    boolean piped = call.isOperator("|>");
    List<Node> given = new ArrayList<>();
    if (piped) {
      given.add(call.child(0));
    }
    given.addAll((piped ? call.child(1) : call).arguments());
    return given.size() > 1
        && given.size() < 4
        && given.get(0).text().equals(names.schema(fix.table()))
        && given.get(1).text().equals(":count")
        && (given.size() == 2
            || given.get(2).text().equals(Elixir.atom(names.primaryKey(fix.table()))));
  }

  private List<String> lines(String helper, String schema) {
    List<String> lines = new ArrayList<>();
    lines.add("defp " + helper + " do");
    lines.add("  table = " + schema + ".__schema__(:source)");
    lines.add("");
    lines.add("  query =");
    lines.add("    from(c in \"pg_class\",");
    lines.add("      where: c.oid == fragment(\"?::text::regclass\", ^table),");
    lines.add("      select: fragment(\"?::bigint\", c.reltuples)");
    lines.add("    )");
    lines.add("");
    lines.add("  # Below zero: the table was never analysed.");
    lines.add("  estimate = " + names.repo() + ".one(query)");
    lines.add(
        "  if estimate < 0, do: "
            + names.repo()
            + ".aggregate("
            + schema
            + ", :count), else: estimate");
    lines.add("end");
    return lines;
  }
}
