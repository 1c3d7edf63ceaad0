package dev.ectoscope.ecto;

import dev.ectoscope.elixir.RepoCall;
import dev.ectoscope.elixir.syntax.Node;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

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

  private static final Set<String> LOOPS =
      Set.of(
          "map",
          "each",
          "flat_map",
          "filter",
          "reject",
          "reduce",
          "map_join",
          "group_by",
          "find",
          "find_value",
          "any?",
          "all?",
          "count",
          "sort_by",
          "uniq_by",
          "min_by",
          "max_by",
          "into",
          "split_with");

  /** What decides whether, or how often, a part of it runs. */
  private static final Set<String> BRANCHES =
      Set.of("if", "unless", "case", "cond", "with", "for", "try", "receive", "quote", "from");

  /** What they give is no list. */
  private static final Set<String> LAZY = Set.of("Stream", "MapSet", "Range", "Map");

  private static final Pattern RANGE = Pattern.compile("\\(?[\\w.() +-]+\\.\\.[\\w.() /+-]+");

  /** Their functions are called like those of a Repo. */
  private static final Set<String> COLLECTIONS =
      Set.of(
          "Map", "MapSet", "Keyword", "List", "Enum", "Access", "Stream", "Agent", "ETS", ":ets");

  /** {@code map} of {@code Enum.map}, or {@code for}. */
  String kind() {
    return loop.remoteName().isEmpty() ? loop.callName() : loop.remoteName();
  }

  /** The nearest loop around a Repo call. */
  static Optional<LoopSource> around(FunctionSource source, RepoCall wanted) {
    return around(
        source,
        node ->
            node.is("call")
                && node.remoteName().equals(wanted.name())
                && node.nameLine() == wanted.line());
  }

  /** The nearest loop around a call. */
  static Optional<LoopSource> around(FunctionSource source, Predicate<Node> wanted) {
    List<Node> path = source.pathTo(wanted);
    if (path.isEmpty()) {
      return Optional.empty();
    }
    boolean pipe =
        path.size() > 1 && path.get(1).isOperator("|>") && path.get(1).child(1) == path.get(0);
    Node call = path.get(pipe ? 1 : 0);
    for (int i = pipe ? 2 : 1; i < path.size(); i++) {
      Node node = path.get(i);
      if (isLoop(node)) {
        Optional<LoopSource> loop = of(call, path, i);
        if (loop.isEmpty() || !loop.get().asksForItsList()) {
          return loop;
        }
      }
    }
    return Optional.empty();
  }

  /** Whether the call makes the list that is gone over, once. */
  private boolean asksForItsList() {
    return list.start() <= call.start() && call.end() <= list.end();
  }

  private static boolean isLoop(Node node) {
    if (!node.is("call")) {
      return false;
    }
    return switch (node.remoteTarget().text()) {
      case "Enum" -> LOOPS.contains(node.remoteName());
      case "Map", "MapSet" -> node.remoteName().equals("new");
      case "Task", "Stream", "Task.Supervisor" -> true;
      default -> node.callName().equals("for");
    };
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
    boolean lazy = loop.remoteTarget().text().matches("Stream|Task.Supervisor");
    boolean task = loop.remoteTarget().text().equals("Task");
    if (lazy || task && !loop.remoteName().equals("async_stream")) {
      return Optional.empty();
    }
    List<Node> arguments = loop.arguments();
    List<Node> given = arguments.stream().filter(LoopSource::isFunction).toList();
    if (given.size() != 1 || arguments.size() == 1 && !piped) {
      return Optional.empty();
    }
    Node list = piped ? above.child(0) : arguments.get(0);
    if (given.get(0).isOperator("&")) {
      Node body = given.get(0).child(0);
      return Optional.of(new LoopSource(call, loop, list, piped, "&1", body, statement));
    }
    Optional<Node> clause =
        given.get(0).children().size() == 1 ? given.get(0).find("stab_clause") : Optional.empty();
    Optional<Node> parameters = clause.flatMap(c -> c.find("arguments"));
    Optional<Node> body = clause.flatMap(c -> c.find("body"));
    int takes = loop.remoteName().equals("reduce") ? 2 : 1;
    if (parameters.isEmpty() || body.isEmpty() || parameters.get().children().size() != takes) {
      return Optional.empty();
    }
    String element = parameters.get().child(0).text();
    return Optional.of(new LoopSource(call, loop, list, piped, element, body.get(), statement));
  }

  private static boolean isFunction(Node node) {
    return node.isOperator("&") || node.is("anonymous_function");
  }

  private static Optional<LoopSource> comprehension(Node call, Node loop, Node statement) {
    List<Node> arguments = loop.arguments();
    Node last = arguments.isEmpty() ? Node.NONE : arguments.get(arguments.size() - 1);
    List<Node> options = last.is("keywords") ? last.children() : List.of();
    Node body =
        options.stream()
            .filter(pair -> pair.child(0).text().strip().equals("do:"))
            .map(pair -> pair.child(1))
            .findFirst()
            .or(loop::doBlock)
            .orElse(Node.NONE);
    Node generator = arguments.isEmpty() ? Node.NONE : arguments.get(0);
    boolean one = arguments.stream().skip(1).noneMatch(argument -> argument.isOperator("<-"));
    if (body == Node.NONE || !one || !generator.isOperator("<-")) {
      return Optional.empty();
    }
    return Optional.of(
        new LoopSource(
            call, loop, generator.child(1), false, generator.child(0).text(), body, statement));
  }

  /**
   * The statement of the nearest block around the loop, when the block always comes to the loop:
   * what is put before the statement then runs exactly when the loop does.
   */
  private static Node statement(List<Node> path, int loop) {
    Node below = path.get(loop);
    for (int i = loop + 1; i < path.size(); i++) {
      Node node = path.get(i);
      if (node.is("do_block") || node.is("else_block") || node.is("body") || isDefinition(node)) {
        return below;
      }
      boolean choice = node.operator().matches("&&|\\|\\||and|or|<-|&|->");
      if (choice || BRANCHES.contains(node.callName()) || node.is("anonymous_function")) {
        return Node.NONE;
      }
      boolean inside = node.is("pair") || node.is("keywords") || node.is("arguments");
      below = inside && isBodyOfDefinition(path, i) ? below : node;
    }
    return Node.NONE;
  }

  /** From {@code do: y} up to {@code def f(x), do: y}. */
  private static boolean isBodyOfDefinition(List<Node> path, int at) {
    int top = path.size() - 1;
    return at >= top - 3 && isDefinition(path.get(top)) && path.get(top).doBlock().isEmpty();
  }

  private static boolean isDefinition(Node node) {
    return node.callName().matches("defp?");
  }

  /**
   * What to know when the loop stands in another one, which still asks for each of its elements.
   */
  List<String> remarks(FunctionSource source) {
    boolean inner =
        source.pathTo(node -> node == loop).stream().skip(1).anyMatch(LoopSource::isLoop);
    return inner
        ? List.of("It stands in another loop, which asks once for each of its own rows still.")
        : List.of();
  }

  /** Whether each element gives one of the result: no filter, and no {@code into} or its kin. */
  boolean isPlain() {
    List<Node> arguments = loop.arguments();
    Node last = arguments.isEmpty() ? Node.NONE : arguments.get(arguments.size() - 1);
    boolean options = last.is("keywords");
    return !loop.callName().equals("for")
        || arguments.size() == (options ? 2 : 1)
            && (!options || last.children().size() == 1 && loop.doBlock().isEmpty());
  }

  /** The variables that only the loop's body has, so that nothing before the loop may read them. */
  Set<String> own() {
    Set<String> own = new LinkedHashSet<>();
    if (element.equals("&1")) {
      own.add("&1");
    }
    Stream<Node> bound =
        loop.walk()
            .flatMap(
                node ->
                    node.isOperator("=") || node.isOperator("<-")
                        ? node.child(0).walk()
                        : node.is("stab_clause")
                            ? node.find("arguments").stream().flatMap(Node::walk)
                            : Stream.empty());
    bound.filter(node -> node.is("identifier")).map(Node::text).forEach(own::add);
    return own;
  }

  /** Whether a text can stand before the loop. */
  boolean isFree(String text) {
    return own().stream().noneMatch(name -> WriteLoop.mentions(text, name));
  }

  /** What is gone over, as the list that {@code in} needs: a range or a stream is none. */
  String listed(FunctionSource source) {
    return isList(source) ? list.text() : "Enum.to_list(" + list.text() + ")";
  }

  /** Whether it comes row by row from the database, so that it is not all there to be asked for. */
  boolean isStreamed(FunctionSource source) {
    Node known = list.is("identifier") ? source.bound(list.text()).orElse(list) : list;
    return isStream(known.isOperator("|>") ? known.child(1) : known);
  }

  private static boolean isStream(Node made) {
    return made.remoteName().equals("stream") || made.remoteTarget().text().equals("Stream");
  }

  /** Whether nothing shows that it is another enumerable than a list. */
  boolean isList(FunctionSource source) {
    Node known = list.is("identifier") ? source.bound(list.text()).orElse(list) : list;
    Node made = known.isOperator("|>") ? known.child(1) : known;
    boolean lists = made.remoteName().matches("keys|values|to_list");
    return !RANGE.matcher(made.text()).matches()
        && !isStream(made)
        && (lists || !LAZY.contains(made.remoteTarget().text()));
  }

  /** Whether the body writes: what is read before the loop might then be out of date. */
  boolean writes() {
    return loop.walk()
        .filter(node -> !COLLECTIONS.contains(node.remoteTarget().text()))
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
