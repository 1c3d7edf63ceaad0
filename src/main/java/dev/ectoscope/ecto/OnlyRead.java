package dev.ectoscope.ecto;

import dev.ectoscope.elixir.syntax.Node;
import java.util.List;
import java.util.Optional;

/**
 * Rows that are read for a loop over them and for nothing else: a statement that writes them all
 * asks for them itself.
 *
 * @param statement {@code rows = Repo.all(query)}, right before the loop
 * @param query {@code from(b in Berth, where: …)}
 */
record OnlyRead(Node statement, String query) {

  /** What to know once they are read no more. */
  static final String NOTE = "The rows need not be read before: those that fit now are written.";

  /**
   * Empty where the rows are read again, or chosen by more than conditions, as by a limit or a
   * lock.
   *
   * @param schema what the code calls the schema of the rows
   */
  static Optional<OnlyRead> of(WriteLoop loop, String schema) {
    Node list = loop.loop().list();
    List<Node> path = loop.source().downTo(loop.whole());
    List<Node> block = path.size() > 1 ? path.get(path.size() - 2).children() : List.of();
    int at = block.indexOf(loop.whole());
    Node before = at > 0 ? block.get(at - 1) : Node.NONE;
    boolean alone =
        list.is("identifier")
            && before.isOperator("=")
            && before.child(0).text().equals(list.text())
            && !loop.source().isCommented(before, loop.whole())
            && !loop.source().readsBesides(list.text(), 1);
    return alone
        ? asked(before.child(1))
            .filter(query -> query.source().equals(schema) && query.clauses().isEmpty())
            .filter(query -> !query.conditions().isEmpty())
            .map(query -> new OnlyRead(before, text(query)))
            .filter(read -> read.query().length() + "rows = ".length() <= loop.width())
        : Optional.empty();
  }

  /** What {@code Repo.all} is given, without options. */
  private static Optional<AskedQuery> asked(Node read) {
    Node call = read.isOperator("|>") ? read.child(1) : read;
    return call.remoteName().equals("all") && AskedQuery.options(read).isEmpty()
        ? AskedQuery.of(read)
        : Optional.empty();
  }

  private static String text(AskedQuery query) {
    return "from(" + query.first() + ", " + AskedQuery.where(query.conditions()) + ")";
  }
}
