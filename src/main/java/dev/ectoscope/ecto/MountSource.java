package dev.ectoscope.ecto;

import dev.ectoscope.elixir.ElixirProject;
import dev.ectoscope.elixir.syntax.Function;
import dev.ectoscope.elixir.syntax.Node;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a LiveView's {@code mount} assigns from a function that runs the query, or any when it runs
 * the query itself.
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
    boolean itself = reader.endsWith(".mount/3");
    return name.equals(reader)
        || itself && project.function(name).filter(f -> !project.repoCalls(f).isEmpty()).isPresent()
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
        .flatMap(MountSource::assigned)
        .filter(one -> loads(one.value(), loaders) && isClosed(one.value(), head, socket))
        .map(one -> new MountSource(file, given, socket, one.key(), one.value().text()))
        .filter(found -> !found.parameters().contains("\n") && !found.value().contains("\n"))
        .findFirst();
  }

  /** A key and what it is assigned. */
  private record Assigned(String key, Node value) {}

  /** Of {@code assign(socket, :boats, boats())} and of {@code assign(socket, boats: boats())}. */
  private static Stream<Assigned> assigned(Node assign) {
    List<Node> arguments = assign.arguments();
    Node last = arguments.isEmpty() ? Node.NONE : arguments.get(arguments.size() - 1);
    if (last.is("keywords")) {
      return last.children().stream()
          .filter(pair -> pair.child(0).text().strip().matches("[a-z_]\\w*:"))
          .map(pair -> new Assigned(pair.child(0).text().strip().replace(":", ""), pair.child(1)));
    }
    if (arguments.size() < 2) {
      return Stream.empty();
    }
    String key = arguments.get(arguments.size() - 2).text();
    return key.matches(":[a-z_]\\w*")
        ? Stream.of(new Assigned(key.substring(1), last))
        : Stream.empty();
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
