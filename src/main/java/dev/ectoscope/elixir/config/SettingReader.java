package dev.ectoscope.elixir.config;

import dev.ectoscope.elixir.module.Conditions;
import dev.ectoscope.elixir.module.Evaluation;
import dev.ectoscope.elixir.syntax.Bound;
import dev.ectoscope.elixir.syntax.Clause;
import dev.ectoscope.elixir.syntax.Function;
import dev.ectoscope.elixir.syntax.Invocation;
import dev.ectoscope.elixir.syntax.Literals;
import dev.ectoscope.elixir.syntax.Node;
import dev.ectoscope.elixir.syntax.Scope;
import dev.ectoscope.elixir.syntax.Source;
import dev.ectoscope.elixir.syntax.Syntax;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What the value of a setting comes to, defaults of environment variables included. */
final class SettingReader {

  private static final Pattern VARIABLE = Pattern.compile("[A-Z][A-Z0-9_]+");

  private final Evaluation evaluation;
  private final String file;

  SettingReader(Evaluation evaluation, String file) {
    this.evaluation = evaluation;
    this.file = file;
  }

  Setting setting(String key, Bound written, String environment, Condition condition) {
    Bound value = unwrapped(written);
    Node node = value.node();
    Optional<Node> name = variable(value, 0);
    boolean decided =
        node.is("call")
            || node.isOperator("||")
            || node.isOperator("|>")
            || node.is("tuple") && node.child(0).text().equals(":system");
    String variable = decided ? name.flatMap(Literals::string).orElse("") : "";
    String constant =
        variable.isEmpty()
            ? evaluation
                .constant(value)
                .or(() -> evaluation.module(value))
                .or(() -> list(value))
                .orElse("")
            : fallback(value, name.get());
    return new Setting(
        key,
        constant,
        Literals.oneLine(written.node()),
        variable,
        environment,
        condition.text(),
        condition.byDefault(),
        file,
        written.node().line());
  }

  /** The environment variable that a value names, or else one that its own variables name. */
  private static Optional<Node> variable(Bound value, int depth) {
    Optional<Node> own = value.node().walk().filter(SettingReader::isVariable).findFirst();
    if (own.isPresent() || depth > 4) {
      return own;
    }
    return value
        .node()
        .walk()
        .filter(node -> node.is("identifier"))
        .flatMap(node -> Optional.ofNullable(value.variables().get(node.text())).stream())
        .flatMap(named -> variable(named, depth + 1).stream())
        .findFirst();
  }

  private static boolean isVariable(Node node) {
    return Literals.string(node).filter(text -> VARIABLE.matcher(text).matches()).isPresent();
  }

  /** A list or tuple of literals as it is written. */
  private static Optional<String> list(Bound value) {
    Node node = value.node();
    boolean literal =
        (node.is("list") || node.is("tuple"))
            && node.walk().noneMatch(n -> n.is("identifier") || n.is("call"));
    return literal ? Optional.of(Literals.oneLine(node)) : Optional.empty();
  }

  /** {@code String.to_integer(x)}, {@code x |> String.to_integer()} and names of variables. */
  private Bound unwrapped(Bound written) {
    Bound value = written;
    for (int i = 0; i < 8; i++) {
      Node node = value.node();
      if (node.is("identifier") && value.variables().containsKey(node.text())) {
        value = value.variables().get(node.text());
      } else if (node.is("block") && node.children().size() == 1) {
        value = value.at(node.child(0));
      } else if (node.isOperator("|>") && isConversion(node.child(1))) {
        value = value.at(node.child(0));
      } else if (isConversion(node) && node.arguments().size() == 1) {
        value = value.at(node.arguments().get(0));
      } else {
        Optional<Bound> given = evaluation.given(value);
        if (given.isEmpty()) {
          return value;
        }
        value = given.get();
      }
    }
    return value;
  }

  private static boolean isConversion(Node node) {
    return (node.is("call") || node.is("dot"))
        && (node.remoteName().startsWith("to_")
            || node.localName().startsWith("to_")
            || node.remoteName().equals("parse"));
  }

  /**
   * The default beside an environment variable: {@code || "10"}, the argument after its name, or
   * the branch for when it is not set.
   */
  private String fallback(Bound value, Node name) {
    Node node = value.node();
    if (node.isOperator("||")) {
      return constant(value.at(node.child(1)));
    }
    if (node.isOperator("|>") && node.child(0) == name) {
      return node.child(1).arguments().stream()
          .findFirst()
          .map(given -> constant(value.at(given)))
          .orElse("");
    }
    if (node.is("tuple")) {
      // `{:system, :integer, "POOL_SIZE", 10}` of Confex
      return after(node.children(), name).map(given -> constant(value.at(given))).orElse("");
    }
    if (Conditions.isCondition(node)) {
      return unset(node)
          .map(branch -> constant(value.at(branch)))
          .orElseGet(() -> ofSubject(value, name));
    }
    return node.walk()
        .filter(call -> call.is("call"))
        .flatMap(call -> after(call.arguments(), name).stream())
        .map(next -> constant(value.at(next)))
        .findFirst()
        .orElse("");
  }

  /**
   * What {@code case System.get_env(…) do nil -> 10 …}, {@code if …, else: 10} and {@code cond do …
   * true -> 10} give.
   */
  private static Optional<Node> unset(Node written) {
    Node condition = written.isOperator("|>") ? written.child(1) : written;
    boolean chain = condition.callName().equals("cond");
    Optional<Node> otherwise =
        condition.arguments().stream()
            .flatMap(argument -> Literals.keyword(argument, "else").stream())
            .findFirst();
    Stream<Node> branches =
        condition.doBlock().map(Node::children).orElse(List.of()).stream()
            .filter(
                branch ->
                    branch.is("else_block")
                        || branch
                            .find("arguments")
                            .map(given -> given.child(0))
                            .filter(of -> of.is("nil") || chain && of.text().equals("true"))
                            .isPresent())
            .map(branch -> branch.find("body").orElse(branch))
            .filter(branch -> !branch.children().isEmpty())
            .map(branch -> branch.child(branch.children().size() - 1));
    return otherwise.or(branches::findFirst);
  }

  private String constant(Bound value) {
    Bound plain = unwrapped(value);
    return evaluation.constant(plain).or(() -> list(plain)).orElse("");
  }

  /** {@code case Integer.parse(System.get_env("SIZE", "10")) do {size, _} -> size …}. */
  private String ofSubject(Bound value, Node name) {
    Node node = value.node();
    Optional<Node> asked =
        node.isOperator("|>")
            ? Optional.of(node.child(0))
            : node.arguments().stream().findFirst(); // a `cond` asks nothing
    if (asked.isEmpty()) {
      return "";
    }
    Bound subject = unwrapped(value.at(asked.get()));
    return Conditions.isCondition(subject.node()) ? "" : fallback(subject, name);
  }

  private static Optional<Node> after(List<Node> arguments, Node name) {
    int at = arguments.indexOf(name) + 1;
    // `env!("POOL_SIZE", :integer, 10)` of Dotenvy names the type first.
    boolean typed = at > 0 && at < arguments.size() && arguments.get(at).is("atom");
    int given = typed ? at + 1 : at;
    return at > 0 && given < arguments.size()
        ? Optional.of(arguments.get(given))
        : Optional.empty();
  }

  /** Settings that a Repo's {@code init/2} puts into its configuration. */
  static List<Setting> ofInit(Source source, Function init, Evaluation evaluation, Scope scope) {
    SettingReader reader = new SettingReader(evaluation, source.path());
    java.util.Map<String, Bound> variables = new java.util.HashMap<>();
    List<Setting> settings = new java.util.ArrayList<>();
    for (Clause clause : init.clauses()) {
      Node definition = Syntax.ofThread().full(source, clause.start(), clause.end()).child(0);
      definition
          .walk()
          .filter(node -> node.isOperator("=") && node.child(0).is("identifier"))
          .forEach(
              node ->
                  variables.putIfAbsent(
                      node.child(0).text(),
                      new Bound(node.child(1), scope, java.util.Map.copyOf(variables))));
      definition
          .walk()
          .map(node -> Invocation.of(new Bound(node, scope, variables)))
          .filter(call -> Set.of("Keyword", "Map").contains(call.home()))
          .forEach(call -> put(call, reader, evaluation, settings));
    }
    return settings;
  }

  private static void put(
      Invocation call, SettingReader reader, Evaluation evaluation, List<Setting> settings) {
    if (call.name().startsWith("put") && call.arguments().size() == 3) {
      Literals.atom(call.argument(1).node())
          .ifPresent(
              key ->
                  settings.add(
                      reader.setting(key, call.argument(2), Configs.EVERYWHERE, Condition.ALWAYS)));
    } else if (call.name().equals("merge") && call.arguments().size() == 2) {
      evaluation
          .keywords(call.argument(1))
          .forEach(
              (key, value) ->
                  settings.add(reader.setting(key, value, Configs.EVERYWHERE, Condition.ALWAYS)));
    }
  }
}
