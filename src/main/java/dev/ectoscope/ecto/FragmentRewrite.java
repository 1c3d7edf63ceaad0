package dev.ectoscope.ecto;

import dev.ectoscope.elixir.syntax.Node;
import dev.ectoscope.review.Fix;
import java.util.List;
import java.util.Optional;

/** A fragment replaced by the words of Ecto that say the same. */
final class FragmentRewrite {

  private FragmentRewrite() {}

  static Optional<Change> of(FunctionSource source, Fix.EctoForm form) {
    List<Node> path =
        source.pathTo(
            node ->
                node.callName().equals("fragment")
                    && oneLine(node.text()).equals(oneLine(form.fragment())));
    if (path.isEmpty()) {
      return Optional.empty();
    }
    Node fragment = path.get(0);
    Node above = path.size() > 1 ? path.get(1) : Node.NONE;
    String operator = above.operator();
    boolean bare = operator.isEmpty() || operator.equals("and") || operator.equals("or");
    boolean plain = form.ecto().matches("\\w+\\(.*\\)");
    String text = bare || plain ? form.ecto() : "(" + form.ecto() + ")";
    return Reflow.of(source, fragment, text, false)
        .map(edits -> new Change(edits, notes(form.ecto())));
  }

  /** What the fragment left to PostgreSQL. */
  private static List<String> notes(String ecto) {
    if (ecto.matches(".*\\b(ago|from_now)\\(.*")) {
      return List.of(
          "It counts from the application's clock in UTC; now() was the server's, in the session's"
              + " time zone.");
    }
    return ecto.contains("^")
        ? List.of(
            "Ecto casts the value to the field's type: one that does not fit raises"
                + " Ecto.Query.CastError, and nil compared by an operator raises too.")
        : List.of();
  }

  private static String oneLine(String text) {
    return text.replaceAll("\\s+", " ");
  }
}
