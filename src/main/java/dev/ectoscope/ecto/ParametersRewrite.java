package dev.ectoscope.ecto;

import dev.ectoscope.elixir.RepoCall;
import dev.ectoscope.elixir.module.Field;
import dev.ectoscope.elixir.syntax.Node;
import dev.ectoscope.review.Fix;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Values written into the text of {@code Repo.query} between quotes, sent as parameters. */
final class ParametersRewrite {

  private static final Pattern QUOTED = Pattern.compile("'(%?)#\\{([^{}\"]+)}(%?)'");

  private final FunctionSource source;
  private final Names names;

  ParametersRewrite(FunctionSource source, Names names) {
    this.source = source;
    this.names = names;
  }

  Optional<Change> of(Fix.Parameters fix) {
    Optional<RepoCall> called = names.call().filter(one -> one.name().matches("query!?"));
    Optional<Node> node = called.flatMap(source::node);
    if (node.isEmpty() || node.get().isOperator("|>")) {
      return Optional.empty();
    }
    List<Node> arguments = node.get().arguments();
    boolean bare =
        arguments.size() == 1 || arguments.size() == 2 && arguments.get(1).text().equals("[]");
    return bare
        ? text(arguments.get(0)).flatMap(text -> change(fix, arguments, text))
        : Optional.empty();
  }

  /** The string that is sent, as written there or in the one place that its variable is bound. */
  private Optional<Node> text(Node argument) {
    return (argument.is("identifier") ? source.bound(argument.text()) : Optional.of(argument))
        .filter(node -> node.is("string"));
  }

  private Optional<Change> change(Fix.Parameters fix, List<Node> arguments, Node string) {
    List<String> values = new ArrayList<>();
    String sql =
        QUOTED
            .matcher(string.text())
            .replaceAll(found -> Matcher.quoteReplacement(parameter(found, values)));
    boolean whole = !values.isEmpty() && !sql.contains("#{") && !string.text().contains("$1");
    if (!whole) {
      return Optional.empty();
    }
    String list = "[" + String.join(", ", values) + "]";
    List<Change.Edit> edits = new ArrayList<>();
    edits.add(new Change.Edit(string.start(), string.end(), sql));
    edits.add(
        arguments.size() == 2
            ? new Change.Edit(arguments.get(1).start(), arguments.get(1).end(), list)
            : new Change.Edit(arguments.get(0).end(), arguments.get(0).end(), ", " + list));
    boolean text =
        names
            .column(fix.table(), fix.column())
            .filter(field -> isText(field) && values.size() == 1)
            .isPresent();
    return Optional.of(
        new Change(
            edits,
            text
                ? List.of()
                : List.of(
                    "A parameter must have its column's type: a %Date{} for a date, an integer for"
                        + " an integer.")));
  }

  private static boolean isText(Field field) {
    return field.type().equals("string");
  }

  private static String parameter(MatchResult found, List<String> values) {
    String value = found.group(2).strip();
    boolean pattern = !found.group(1).isEmpty() || !found.group(3).isEmpty();
    values.add(
        pattern ? "\"" + found.group(1) + "#{" + value + "}" + found.group(3) + "\"" : value);
    return "$" + values.size();
  }
}
