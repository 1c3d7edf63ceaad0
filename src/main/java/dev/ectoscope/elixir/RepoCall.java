package dev.ectoscope.elixir;

import java.util.List;

/**
 * A call of a Repo function, or of {@code Ecto.Multi} which will make one.
 *
 * @param repo full name of the Repo, or "" for a Multi
 * @param name Repo function, e.g. {@code get!}
 * @param function full name of the function it stands in, e.g. {@code Blog.posts/1}
 * @param file path of the file
 * @param line line of the call's name: the one a stack trace prints
 * @param start first line of the whole expression, pipes included
 * @param end last line of the whole expression
 * @param text the expression as written, on one line
 * @param around what it stands in, outermost first
 * @param tail whether it is the last thing its function, or the anonymous function around it, does
 * @param query what it reads or writes, as far as it is known
 */
public record RepoCall(
    String repo,
    String name,
    String function,
    String file,
    int line,
    int start,
    int end,
    String text,
    List<Around> around,
    boolean tail,
    Query query) {

  public RepoCall {
    around = List.copyOf(around);
  }

  /** Whether it stands in a function that is called for each of several things. */
  public boolean isRepeated() {
    return around.stream()
        .anyMatch(one -> one.kind() != Around.Kind.TRANSACTION && one.kind() != Around.Kind.MULTI);
  }

  public boolean isInside(Around.Kind kind) {
    return around.stream().anyMatch(one -> one.kind() == kind);
  }

  /** {@code fn repo, changes -> repo.get(…)} of a Multi: elsewhere there is no such variable. */
  public boolean isStep() {
    return isInside(Around.Kind.MULTI) && repo.matches("[a-z_]\\w*");
  }

  /** {@code Ash.read!(…)}: an action of a resource, by which its Repo is reached. */
  public boolean isOfAsh() {
    return repo.equals("Ash");
  }

  /** {@code get} of {@code get!}. */
  public String plainName() {
    return name.endsWith("!") || name.endsWith("?") ? name.substring(0, name.length() - 1) : name;
  }
}
