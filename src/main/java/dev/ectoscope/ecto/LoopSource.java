package dev.ectoscope.ecto;

import dev.ectoscope.elixir.Node;
import dev.ectoscope.elixir.RepoCall;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A loop of a function with a Repo call inside.
 *
 * @param call the Repo call, its pipe included
 * @param loop {@code Enum.map(…)} or {@code for … do}, without what is piped into it
 * @param list what it goes over
 * @param piped whether the list is piped into it
 * @param element its variable or pattern, {@code &1} in a capture
 * @param body what is done for each
 * @param statement the statement of the function's block that holds the loop
 */
record LoopSource(
    Node call, Node loop, Node list, boolean piped, String element, Node body, Node statement) {

  private static final Set<String> LOOPS = Set.of("map", "each", "flat_map", "filter", "reject");

  /** {@code map} of {@code Enum.map}, or {@code for}. */
  String kind() {
    return loop.remoteName().isEmpty() ? loop.callName() : loop.remoteName();
  }

  /** The nearest loop around a Repo call. */
  static Optional<LoopSource> around(FunctionSource source, RepoCall wanted) {
    List<Node> path =
        source.pathTo(
            node ->
                node.is("call")
                    && node.remoteName().equals(wanted.name())
                    && node.nameLine() == wanted.line());
    if (path.isEmpty()) {
      return Optional.empty();
    }
    boolean pipe =
        path.size() > 1 && path.get(1).isOperator("|>") && path.get(1).child(1) == path.get(0);
    Node call = path.get(pipe ? 1 : 0);
    for (int i = pipe ? 2 : 1; i < path.size(); i++) {
      Node node = path.get(i);
      if (isLoop(node)) {
        return of(call, path, i);
      }
      if (node.is("call")
          && !node.remoteName().isEmpty()
          && node.remoteTarget().text().equals("Task")) {
        return Optional.empty();
      }
    }
    return Optional.empty();
  }

  private static boolean isLoop(Node node) {
    boolean comprehension = node.callName().equals("for");
    return comprehension
        || node.is("call")
            && node.remoteTarget().text().equals("Enum")
            && LOOPS.contains(node.remoteName());
  }

  private static Optional<LoopSource> of(Node call, List<Node> path, int at) {
    Node loop = path.get(at);
    Node above = at + 1 < path.size() ? path.get(at + 1) : Node.NONE;
    boolean piped = above.isOperator("|>") && above.child(1) == loop;
    Node statement = statement(path, at);
    if (statement == Node.NONE) {
      return Optional.empty();
    }
    if (loop.callName().equals("for")) {
      return comprehension(call, loop, statement);
    }
    List<Node> arguments = loop.arguments();
    if (arguments.size() != (piped ? 1 : 2)) {
      return Optional.empty();
    }
    Node list = piped ? above.child(0) : arguments.get(0);
    Node given = arguments.get(arguments.size() - 1);
    if (given.isOperator("&")) {
      return Optional.of(new LoopSource(call, loop, list, piped, "&1", given.child(0), statement));
    }
    Optional<Node> clause =
        given.children().size() == 1 ? given.find("stab_clause") : Optional.empty();
    Optional<Node> parameters = clause.flatMap(c -> c.find("arguments"));
    Optional<Node> body = clause.flatMap(c -> c.find("body"));
    if (parameters.isEmpty() || body.isEmpty() || parameters.get().children().size() != 1) {
      return Optional.empty();
    }
    String element = parameters.get().child(0).text();
    return Optional.of(new LoopSource(call, loop, list, piped, element, body.get(), statement));
  }

  private static Optional<LoopSource> comprehension(Node call, Node loop, Node statement) {
    List<Node> arguments = loop.arguments();
    boolean keyword = arguments.size() == 2 && arguments.get(1).is("keywords");
    if (arguments.isEmpty() || arguments.size() > 1 && !keyword) {
      return Optional.empty();
    }
    Node generator = arguments.get(0);
    Node body = keyword ? arguments.get(1).child(0).child(1) : loop.doBlock().orElse(Node.NONE);
    boolean plain = keyword && arguments.get(1).children().size() == 1 || !keyword;
    if (!plain || !generator.isOperator("<-")) {
      return Optional.empty();
    }
    return Optional.of(
        new LoopSource(
            call, loop, generator.child(1), false, generator.child(0).text(), body, statement));
  }

  /** The statement of the function's own block: nothing else runs between it and the loop. */
  private static Node statement(List<Node> path, int loop) {
    int last = path.size() - 1;
    boolean block = last > 0 && path.get(last - 1).is("do_block");
    return block && last - 2 >= loop ? path.get(last - 2) : Node.NONE;
  }

  /** Whether the body writes: what is read before the loop might then be out of date. */
  boolean writes() {
    return body.walk()
        .map(Node::remoteName)
        .anyMatch(
            name ->
                name.matches(
                    "(insert|update|delete|insert_or_update)(_all|!)?|transaction|transact|query!?"));
  }

  boolean isOfOneVariable() {
    return element.matches("&1|[a-z_]\\w*");
  }

  /** Whether the body does nothing but the call. */
  boolean isOnlyCall() {
    Node only = body.children().size() == 1 && !body.is("call") ? body.child(0) : body;
    return only == call || body == call;
  }
}
