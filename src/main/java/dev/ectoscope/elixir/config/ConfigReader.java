package dev.ectoscope.elixir.config;

import dev.ectoscope.elixir.module.Conditions;
import dev.ectoscope.elixir.module.Evaluation;
import dev.ectoscope.elixir.module.Loops;
import dev.ectoscope.elixir.module.SchemaReader;
import dev.ectoscope.elixir.syntax.Bound;
import dev.ectoscope.elixir.syntax.Invocation;
import dev.ectoscope.elixir.syntax.Literals;
import dev.ectoscope.elixir.syntax.Node;
import dev.ectoscope.elixir.syntax.Scope;
import dev.ectoscope.elixir.syntax.Syntax;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;

/** Reads {@code config :app, Some.Repo, key: value} out of one config file, as one environment. */
final class ConfigReader {

  private final String environment;
  private final Evaluation evaluation = new Evaluation(name -> null, this::environmentOf);
  private final Evaluation withoutVariables = new Evaluation(name -> null, this::unset);
  private final Scope scope = new Scope("", null);
  private final Map<String, Bound> variables = new HashMap<>();
  private final BiConsumer<String, Setting> settings;
  private final SettingReader values;

  private ConfigReader(String file, String environment, BiConsumer<String, Setting> settings) {
    this.environment = environment;
    this.settings = settings;
    this.values = new SettingReader(evaluation, file);
  }

  /**
   * @param environment what {@code config_env()} is
   * @param settings takes each setting with the full name of the module it is for
   */
  static void read(
      String file, Node root, String environment, BiConsumer<String, Setting> settings) {
    ConfigReader reader = new ConfigReader(file, environment, settings);
    root.children()
        .forEach(node -> reader.statement(Bound.of(node, reader.scope), Condition.ALWAYS));
  }

  /** {@code config_env()}, {@code Mix.env()}, {@code System.get_env("MIX_ENV")}. */
  private Optional<Bound> environmentOf(Bound bound) {
    Invocation call = Invocation.of(bound);
    if (call.isOf("", "config_env", 0) || call.isOf("Mix", "env", 0)) {
      return Optional.of(bound.at(Syntax.parsed("", ":" + environment)));
    }
    boolean variable =
        call.home().equals("System")
            && !call.arguments().isEmpty()
            && Literals.string(call.argument(0).node()).filter("MIX_ENV"::equals).isPresent();
    return variable
        ? Optional.of(bound.at(Syntax.parsed("", '"' + environment + '"')))
        : Optional.empty();
  }

  /** What is read when no environment variable is set: the default, or nothing. */
  private Optional<Bound> unset(Bound bound) {
    Optional<Bound> environmental = environmentOf(bound);
    Invocation call = Invocation.of(bound);
    if (environmental.isPresent() || !call.home().equals("System")) {
      return environmental;
    }
    if (call.isOf("System", "get_env", 2)) {
      return Optional.of(call.argument(1));
    }
    return switch (call.name()) {
      case "get_env" -> Optional.of(bound.at(Syntax.parsed("", "nil")));
      case "fetch_env" -> Optional.of(bound.at(Syntax.parsed("", ":error")));
      default -> Optional.empty();
    };
  }

  private void statement(Bound given, Condition condition) {
    Bound bound = given.with(variables);
    Node node = bound.node();
    if (node.isOperator("=")) {
      assigned(node.child(0), bound.at(node.child(1)));
    } else if (node.callName().equals("config")) {
      config(bound, condition);
    } else if (Loops.isLoop(node)) {
      evaluation
          .loop(bound)
          .ifPresent(statements -> statements.forEach(one -> statement(one, condition)));
    } else if (!scope.take(node, scope)) {
      branch(bound, condition);
    }
  }

  /** {@code name = …}, {@code {name, _} = Integer.parse(…)}. */
  private void assigned(Node pattern, Bound value) {
    Node name = pattern.is("tuple") ? pattern.child(0) : pattern;
    if (name.is("identifier")) {
      variables.put(name.text(), value);
    }
  }

  private void branch(Bound bound, Condition condition) {
    Node node = bound.node();
    Optional<List<Bound>> unset = Optional.empty();
    if (Conditions.isCondition(node)) {
      Optional<List<Bound>> taken = evaluation.taken(bound);
      if (taken.isPresent()) {
        taken.get().forEach(one -> statement(one, condition));
        return;
      }
      unset = withoutVariables.taken(bound);
    }
    Set<Node> byDefault =
        unset.orElse(List.of()).stream().map(Bound::node).collect(Collectors.toSet());
    String own = node.arguments().stream().findFirst().map(Node::text).orElse("?");
    String first = node.callName().equals("unless") ? "not " + own : own;
    for (Node child : node.doBlock().map(Node::children).orElse(List.of())) {
      String below =
          child.is("else_block")
              ? "not " + own
              : child.is("stab_clause") ? first + pattern(child) : first;
      Node block = child.is("else_block") ? child : single(child);
      SchemaReader.branches(block)
          .forEach(one -> statement(bound.at(one), condition.and(below, byDefault.contains(one))));
    }
    for (Node argument : node.arguments()) {
      Literals.keyword(argument, "do")
          .ifPresent(
              one -> statement(bound.at(one), condition.and(first, byDefault.contains(one))));
      Literals.keyword(argument, "else")
          .ifPresent(
              one ->
                  statement(bound.at(one), condition.and("not " + own, byDefault.contains(one))));
    }
  }

  /** {@code == "true"} for a constant that a {@code case} tells apart. */
  private static String pattern(Node clause) {
    Node pattern = clause.find("arguments").map(list -> list.child(0)).orElse(Node.NONE);
    boolean constant = Literals.string(pattern).isPresent() || Literals.atom(pattern).isPresent();
    return (constant ? " == " : " is ") + pattern.text();
  }

  private static Node single(Node statement) {
    return new Node(
        statement.source(), "block", statement.start(), statement.end(), List.of(statement));
  }

  private void config(Bound bound, Condition condition) {
    List<Node> arguments = bound.node().arguments();
    if (arguments.size() == 3) {
      evaluation
          .module(bound.at(arguments.get(1)))
          .ifPresent(module -> settings(module, bound.at(arguments.get(2)), condition));
    } else if (arguments.size() == 2) {
      // `config :app, [{App.Repo, pool_size: 5}]`
      arguments
          .get(1)
          .walk()
          .filter(n -> n.is("tuple") && n.children().size() == 2)
          .forEach(
              tuple ->
                  evaluation
                      .module(bound.at(tuple.child(0)))
                      .ifPresent(module -> settings(module, bound.at(tuple.child(1)), condition)));
    }
  }

  private void settings(String module, Bound list, Condition condition) {
    evaluation
        .keywords(list)
        .forEach(
            (key, value) ->
                settings.accept(module, values.setting(key, value, Configs.EVERYWHERE, condition)));
  }
}
