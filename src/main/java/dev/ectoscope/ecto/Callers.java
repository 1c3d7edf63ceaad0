package dev.ectoscope.ecto;

import dev.ectoscope.elixir.ElixirProject;
import dev.ectoscope.elixir.syntax.Function;
import dev.ectoscope.elixir.syntax.Node;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What the callers of a function do with its value, and what they give it. */
record Callers(ElixirProject project, Function function, FunctionSource source) {

  /**
   * Whether every call of the function by the project's own code throws its value away; false when
   * there is none.
   */
  boolean isValueUnused() {
    List<Boolean> unused =
        project.modules().stream()
            .filter(module -> !ElixirProject.isTest(module.file()))
            .flatMap(module -> module.functions().stream())
            .filter(one -> project.text(one).contains(function.name()))
            .filter(one -> project.callees(one).contains(function.fullName()))
            .flatMap(one -> one.clauses().stream().map(c -> new FunctionSource(project, one, c)))
            .flatMap(one -> one.callers().unused(function.name()))
            .toList();
    return !unused.isEmpty() && !unused.contains(false);
  }

  /**
   * Whether a variable holds what a form or a URL gave, {@code %{"ids" => ids}}: as a parameter of
   * this function, or in a function that calls this one with it.
   */
  boolean isGivenAsText(String variable) {
    if (!variable.matches("[a-z_]\\w*")) {
      return false;
    }
    if (bindsText(variable)) {
      return true;
    }
    int at = source.heads().indexOf(variable);
    return at >= 0
        && project.modules().stream()
            .filter(module -> !ElixirProject.isTest(module.file()))
            .flatMap(module -> module.functions().stream())
            .filter(one -> project.text(one).contains(function.name()))
            .filter(one -> project.callees(one).contains(function.fullName()))
            .flatMap(one -> one.clauses().stream().map(c -> new FunctionSource(project, one, c)))
            .anyMatch(caller -> caller.callers().givesText(function.name(), at));
  }

  private boolean bindsText(String variable) {
    Pattern bound = Pattern.compile("\"[^\"]*\" => " + Pattern.quote(variable) + "\\b");
    return source.heads().stream().anyMatch(head -> bound.matcher(head).find());
  }

  private boolean givesText(String name, int argument) {
    return source
        .nodes()
        .filter(node -> node.is("call"))
        .filter(node -> node.callName().equals(name) || node.remoteName().equals(name))
        .anyMatch(
            node -> {
              List<Node> path = source.pathTo(one -> one == node);
              boolean piped =
                  path.size() > 1 && path.get(1).isOperator("|>") && path.get(1).child(1) == node;
              int at = piped ? argument - 1 : argument;
              Node given =
                  at < 0
                      ? path.get(1).child(0)
                      : at < node.arguments().size() ? node.arguments().get(at) : Node.NONE;
              return given.is("identifier") && bindsText(given.text());
            });
  }

  private Stream<Boolean> unused(String name) {
    Node head = source.signature();
    return source
        .nodes()
        .filter(node -> node.callName().equals(name) || node.remoteName().equals(name))
        .filter(node -> node.is("call") && node != head)
        .map(
            node -> {
              List<Node> path = source.pathTo(one -> one == node);
              boolean piped = path.size() > 2 && path.get(1).isOperator("|>");
              Node whole = piped && path.get(1).child(1) == node ? path.get(1) : node;
              Node above = path.get(whole == node ? 1 : 2);
              boolean block = above.is("do_block") || above.is("body");
              boolean last = above.child(above.children().size() - 1) == whole;
              return block && !last
                  || above.isOperator("=") && above.child(0).text().startsWith("_");
            });
  }
}
