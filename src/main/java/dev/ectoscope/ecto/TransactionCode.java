package dev.ectoscope.ecto;

import dev.ectoscope.review.Fix;
import java.util.List;

/** Settings, locks and outside work of a transaction. */
final class TransactionCode {

  private final Names names;

  TransactionCode(Names names) {
    this.names = names;
  }

  /** The setting ends with the transaction, so that the pool's next user does not inherit it. */
  FunctionCode localSetting(Fix.LocalSetting fix) {
    String set = "SET LOCAL " + fix.name() + " = '" + fix.value().replace("'", "''") + "'";
    FunctionCode code = names.beside(fix.function(), fix.file());
    return code.line("def " + code.name("query", "_with_" + fix.name()) + "(query) do")
        .line("  {:ok, rows} =")
        .line("    " + names.repo() + ".transaction(fn ->")
        .line("      " + names.repo() + ".query!(" + Elixir.string(set) + ")")
        .line("      " + names.repo() + ".all(query)")
        .line("    end)")
        .line("")
        .line("  rows")
        .line("end");
  }

  FunctionCode statementTimeout(Fix.StatementTimeout fix) {
    FunctionCode code = names.beside(fix.function(), fix.file());
    code.comment(
        "SET LOCAL holds for this transaction alone. In a transaction its own timeout: is the client's"
            + " deadline, that of a query in it is none: it comes later, so that the server ends the"
            + " query and the connection lives on."
            + needsTransact());
    code.line("def " + code.name("query", "_within") + "(query, seconds) do");
    boolean transact = names.libraries().has("ecto", 3, 13);
    code.line("  " + names.repo() + (transact ? ".transact(" : ".transaction("));
    code.line("    fn ->");
    code.line("      " + names.repo() + ".query!(\"SET LOCAL statement_timeout = '#{seconds}s'\")");
    String all = names.repo() + ".all(query)";
    code.line("      " + (transact ? "{:ok, " + all + "}" : all));
    code.line("    end,").line("    timeout: (seconds + 5) * 1000");
    return code.line("  )").line("end");
  }

  FunctionCode lockInOrder(Fix.LockInOrder fix) {
    FunctionCode code = names.beside(fix.function(), fix.file(), fix.table());
    String b = Elixir.binding(fix.table());
    code.comment("Call it first in every transaction that writes several of these rows.");
    String key = names.field(fix.table(), b, names.primaryKey(fix.table()));
    code.line("def " + code.name(fix.table(), "_locked") + "(ids) do");
    code.asked(
        names.repo() + ".all",
        b + " in " + names.schema(fix.table()),
        List.of("where: " + key + " in ^ids", "order_by: " + key, "lock: \"FOR UPDATE\""));
    return code.line("end");
  }

  FunctionCode workBeforeTransaction(Fix.WorkBeforeTransaction fix) {
    FunctionCode code = names.beside(fix.function(), fix.file(), fix.table());
    String b = Elixir.binding(fix.table());
    String schema = names.schema(fix.table());
    code.comment(
        "The outside effect cannot be rolled back: make it idempotent, or hand it to a job."
            + needsTransact());
    code.line("def " + code.name(fix.table(), "_then_written") + "(id, outside_work, changes) do");
    code.line("  result = outside_work.()").line("");
    boolean transact = names.libraries().has("ecto", 3, 13);
    code.line("  " + names.repo() + (transact ? ".transact(fn ->" : ".transaction(fn ->"));
    String row = b + " in " + schema + ", where: " + b + ".id == ^id, lock: \"FOR UPDATE\"";
    String line = "    row = " + names.repo() + ".one!(from(" + row + "))";
    if (line.length() <= Elixir.WIDTH) {
      code.line(line).line("");
    } else {
      code.line("    row =");
      code.line("      " + names.repo() + ".one!(");
      code.call(
          8,
          "from(",
          b + " in " + schema,
          List.of("where: " + b + ".id == ^id", "lock: \"FOR UPDATE\""));
      code.line("      )").line("");
    }
    String update = "row |> changes.(result) |> " + names.repo() + ".update()";
    if (transact) {
      code.line("    " + update);
    } else {
      code.line("    case " + update + " do");
      code.line("      {:ok, written} -> written");
      code.line("      {:error, changeset} -> " + names.repo() + ".rollback(changeset)");
      code.line("    end");
    }
    return code.line("  end)").line("end");
  }

  /** Nothing to say when the version is known. */
  private String needsTransact() {
    return names.libraries().knows("ecto")
        ? ""
        : " Repo.transact/2 needs ecto 3.13; Repo.transaction/2 before.";
  }
}
