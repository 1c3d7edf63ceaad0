package dev.ectoscope.ecto;

import dev.ectoscope.elixir.RepoCall;
import dev.ectoscope.elixir.syntax.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Lists that a LiveView's {@code mount} reads for the first page and again for the socket: the page
 * gets empty ones. Only where a list goes nowhere but into the socket, so that nothing fails for
 * want of a row.
 */
final class MountRewrite {

  private final FunctionSource source;
  private final Names names;

  MountRewrite(FunctionSource source, Names names) {
    this.source = source;
    this.names = names;
  }

  /**
   * @param calls of {@code mount}
   */
  Optional<Change> of(List<RepoCall> calls) {
    List<Node> parameters = source.signature().arguments();
    boolean mount = source.functionName().equals("mount") && parameters.size() == 3;
    if (!mount || !parameters.get(2).is("identifier") || source.mentions("connected?")) {
      return Optional.empty();
    }
    String socket = parameters.get(2).text();
    List<Change.Edit> edits = new ArrayList<>();
    boolean wanted = false;
    for (RepoCall call : calls) {
      List<Change.Edit> more =
          call.name().equals("all")
              ? source.node(call).map(node -> assigned(node, socket, edits)).orElse(List.of())
              : List.of();
      edits.addAll(more);
      wanted |= !more.isEmpty() && names.call().filter(call::equals).isPresent();
    }
    return wanted
        ? Optional.of(
            new Change(
                edits,
                List.of(
                    "The first page is sent without these rows, which come with the socket: where it"
                        + " must hold them, keep what is cheap. For what a plug has loaded,"
                        + " assign_new.")))
        : Optional.empty();
  }

  /** {@code rows = Repo.all(…)} on one line, of which every use puts it into the socket. */
  private List<Change.Edit> assigned(Node call, String socket, List<Change.Edit> edits) {
    List<Node> path = source.downTo(call);
    Node statement = path.size() > 2 ? path.get(path.size() - 2) : Node.NONE;
    boolean plain =
        path.size() == 4
            && statement.isOperator("=")
            && statement.child(0).is("identifier")
            && statement.line() == statement.lastLine();
    if (!plain || !isOnlyShown(statement)) {
      return List.of();
    }
    String given = statement.child(0).text() + " = ";
    String line = given + "if connected?(" + socket + "), do: " + call.text() + ", else: []";
    int indent = source.indent(statement);
    return indent + line.length() <= Elixir.WIDTH
        ? List.of(new Change.Edit(statement.start(), statement.end(), line))
        : broken(statement, spread(given, socket, call, indent), edits);
  }

  /** Several lines stand apart from the statements around them. */
  private List<Change.Edit> broken(Node statement, String text, List<Change.Edit> others) {
    List<Node> statements = source.statements();
    int at = statements.indexOf(statement);
    Node above = at > 0 ? statements.get(at - 1) : Node.NONE;
    boolean apart = at <= 0 || statement.line() - above.lastLine() > 1;
    boolean told =
        !apart
            && others.stream().anyMatch(e -> e.start() == above.start() && e.text().endsWith("\n"));
    boolean last = at < 0 || at == statements.size() - 1;
    boolean below = !last && statements.get(at + 1).line() - statement.lastLine() == 1;
    boolean ends = source.endsLine(statement, "") && (apart || told || source.endsLine(above, ""));
    if (!ends) {
      return List.of();
    }
    List<Change.Edit> edits = new ArrayList<>();
    if (!apart && !told) {
      edits.add(new Change.Edit(above.end(), above.end(), "\n"));
    }
    edits.add(new Change.Edit(statement.start(), statement.end(), text + (below ? "\n" : "")));
    return edits;
  }

  private static String spread(String given, String socket, Node call, int indent) {
    String blank = "\n" + " ".repeat(indent);
    return given.stripTrailing()
        + blank
        + "  if connected?("
        + socket
        + ") do"
        + blank
        + "    "
        + call.text()
        + blank
        + "  else"
        + blank
        + "    []"
        + blank
        + "  end";
  }

  private boolean isOnlyShown(Node statement) {
    String variable = statement.child(0).text();
    List<Node> uses =
        source
            .nodes()
            .filter(node -> node.is("identifier") && node.text().equals(variable))
            .filter(node -> node != statement.child(0))
            .toList();
    return !uses.isEmpty() && uses.stream().allMatch(this::isShown);
  }

  private boolean isShown(Node use) {
    List<Node> path = source.pathTo(node -> node == use);
    for (Node above : path.subList(1, Math.min(path.size(), 5))) {
      if (above.callName().equals("assign") || above.callName().equals("stream")) {
        return true;
      }
      if (!above.is("arguments") && !above.is("keywords") && !above.is("pair")) {
        return false;
      }
    }
    return false;
  }
}
