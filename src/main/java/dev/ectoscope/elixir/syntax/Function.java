package dev.ectoscope.elixir.syntax;

import java.util.List;

/**
 * A function or macro with all its clauses.
 *
 * @param module full name of its module
 * @param name e.g. {@code posts}
 * @param arity number of parameters, those with defaults included
 * @param defaults how many of them have a default
 * @param keyword {@code def}, {@code defp}, {@code defmacro}, …
 * @param file path of its file
 * @param clauses in the order of the file
 */
public record Function(
    String module,
    String name,
    int arity,
    int defaults,
    String keyword,
    String file,
    List<Clause> clauses) {

  public Function {
    clauses = List.copyOf(clauses);
  }

  /** {@code Blog.posts/1}. */
  public String fullName() {
    return module + "." + name + "/" + arity;
  }

  public boolean isPrivate() {
    return keyword.endsWith("p");
  }

  public boolean isMacro() {
    return keyword.startsWith("defmacro");
  }

  public int line() {
    return clauses.get(0).line();
  }

  public int lastLine() {
    return clauses.get(clauses.size() - 1).lastLine();
  }

  /** Whether a call with so many arguments may mean this function. */
  public boolean takes(int arguments) {
    return arity - defaults <= arguments && arguments <= arity;
  }

  public boolean covers(int line) {
    return clauses.stream().anyMatch(clause -> clause.covers(line));
  }
}
