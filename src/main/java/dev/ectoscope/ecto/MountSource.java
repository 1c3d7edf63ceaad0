package dev.ectoscope.ecto;

import dev.ectoscope.elixir.ElixirProject;
import dev.ectoscope.elixir.Function;
import dev.ectoscope.elixir.Node;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a LiveView's {@code mount} assigns from a function that runs the query.
 *
 * @param file of the LiveView, or ""
 * @param parameters of {@code mount} as written
 * @param socket the parameter that is the socket
 * @param key what is assigned
 * @param value the call that loads it
 */
record MountSource(String file, String parameters, String socket, String key, String value) {

  /**
   * @param view last part of the LiveView's name, or all of it
   * @param reader the function that holds the Repo call
   */
  static Optional<MountSource> of(ElixirProject project, String view, String reader) {
    return project.modules().stream()
        .filter(module -> module.name().equals(view) || module.name().endsWith("." + view))
        .flatMap(module -> module.function("mount", 3).stream())
        .flatMap(mount -> of(project, mount, reader))
        .findFirst();
  }

  private static Stream<MountSource> of(ElixirProject project, Function mount, String reader) {
    List<String> loaders =
        project.callees(mount).stream().filter(name -> leadsTo(project, name, reader)).toList();
    return mount.clauses().stream()
        .flatMap(clause -> of(mount.file(), project.syntax(mount, clause), loaders).stream());
  }

  private static boolean leadsTo(ElixirProject project, String name, String reader) {
    return name.equals(reader)
        || project.function(name).filter(f -> project.callees(f).contains(reader)).isPresent();
  }

  private static Optional<MountSource> of(String file, Node definition, List<String> loaders) {
    Node head = definition.arguments().isEmpty() ? Node.NONE : definition.arguments().get(0);
    List<Node> parameters = head.arguments();
    if (parameters.size() != 3 || !parameters.get(2).is("identifier")) {
      return Optional.empty();
    }
    String given = head.text().replaceFirst("(?s)^mount\\((.*)\\)$", "$1");
    String socket = parameters.get(2).text();
    return definition
        .walk()
        .filter(node -> node.callName().equals("assign"))
        .map(Node::arguments)
        .filter(arguments -> arguments.size() == 2 || arguments.size() == 3)
        .map(arguments -> arguments.subList(arguments.size() - 2, arguments.size()))
        .filter(pair -> pair.get(0).text().matches(":[a-z_]\\w*"))
        .filter(pair -> loads(pair.get(1), loaders) && isClosed(pair.get(1), head, socket))
        .map(
            pair ->
                new MountSource(
                    file, given, socket, pair.get(0).text().substring(1), pair.get(1).text()))
        .filter(found -> !found.parameters().contains("\n") && !found.value().contains("\n"))
        .findFirst();
  }

  private static boolean loads(Node value, List<String> loaders) {
    String called = value.remoteName().isEmpty() ? value.callName() : value.remoteName();
    String end = "." + called + "/" + value.arguments().size();
    return !called.isEmpty() && loaders.stream().anyMatch(name -> name.endsWith(end));
  }

  /** Whether a value reads nothing but what {@code mount} is given, and not the socket. */
  private static boolean isClosed(Node value, Node head, String socket) {
    return value
        .walk()
        .filter(node -> node.is("arguments"))
        .flatMap(Node::walk)
        .filter(node -> node.is("identifier"))
        .map(Node::text)
        .allMatch(name -> !name.equals(socket) && WriteLoop.mentions(head.text(), name));
  }
}
