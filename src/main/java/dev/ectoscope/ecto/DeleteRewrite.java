package dev.ectoscope.ecto;

import dev.ectoscope.elixir.module.Schema;
import dev.ectoscope.elixir.syntax.Node;
import dev.ectoscope.review.Fix;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A delete per row replaced by one {@code delete_all}. */
final class DeleteRewrite {

  private static final String LOST =
      "delete_all runs no changeset: rows that others refer to raise foreign_key_violation for all,"
          + " and a row that is gone already raises no StaleEntryError.";

  private final WriteLoop loop;
  private final Names names;

  DeleteRewrite(WriteLoop loop, Names names) {
    this.loop = loop;
    this.names = names;
  }

  Optional<Change> of(Fix.DeleteAll fix) {
    List<Node> statements = loop.statements();
    if (!loop.isForEffect() || statements.size() != 1 || !loop.isOnly(statements.get(0))) {
      return Optional.empty();
    }
    String function = names.call().map(call -> call.name()).orElse("");
    return switch (function) {
      case "delete_all" -> new KeyedStatement(loop, names).of(statements.get(0), List.of());
      case "delete", "delete!" -> structs(fix);
      default -> Optional.empty();
    };
  }

  private Optional<Change> structs(Fix.DeleteAll fix) {
    Optional<Schema> schema = names.schemaOf(fix.table());
    Node call = loop.loop().call();
    List<Node> arguments = call.isOperator("|>") ? call.child(1).arguments() : call.arguments();
    Node subject =
        call.isOperator("|>") ? call.child(0) : arguments.isEmpty() ? Node.NONE : arguments.get(0);
    boolean plain =
        arguments.size() == (call.isOperator("|>") ? 0 : 1)
            && subject.text().equals(loop.loop().element());
    if (!plain
        || schema.isEmpty()
        || !fix.filters().isEmpty()
        || schema.get().primaryKey().size() != 1) {
      return Optional.empty();
    }
    boolean cleansUp =
        schema.get().associations().stream().anyMatch(a -> a.options().containsKey("on_delete"));
    if (cleansUp) {
      return Optional.empty();
    }
    Optional<OnlyRead> read = OnlyRead.of(loop, names.schema(fix.table()));
    if (read.isPresent()) {
      List<String> all = new ArrayList<>();
      all.add(names.repo() + ".delete_all(" + read.get().query() + ")");
      KeyedStatement.value(loop, all);
      return Optional.of(
          loop.replacedBy(read.get().statement(), all, List.of(LOST, OnlyRead.NOTE)));
    }
    String key = schema.get().primaryKey().get(0);
    String b = Elixir.binding(fix.table());
    String element = loop.loop().element();
    String keys = loop.free((element.equals("&1") ? "" : element + "_") + key + "s");
    List<String> lines = new ArrayList<>();
    lines.add(keys + " = Enum.map(" + loop.loop().list().text() + ", & &1." + key + ")");
    String rows =
        "from("
            + b
            + " in "
            + names.schema(fix.table())
            + ", where: "
            + b
            + "."
            + key
            + " in ^"
            + keys
            + ")";
    lines.add(names.repo() + ".delete_all(" + rows + ")");
    KeyedStatement.value(loop, lines);
    return Optional.of(loop.replacedBy(lines, List.of(LOST)));
  }
}
