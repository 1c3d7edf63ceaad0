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
import java.util.function.BiConsumer;

/** Reads {@code config :app, Some.Repo, key: value} out of one config file, as one environment. */
final class ConfigReader {

  private final String environment;
  private final Evaluation evaluation = new Evaluation(name -> null, this::environmentOf);
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
    root.children().forEach(node -> reader.statement(Bound.of(node, reader.scope), ""));
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

  private void statement(Bound given, String condition) {
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

  private void branch(Bound bound, String condition) {
    Node node = bound.node();
    if (Conditions.isCondition(node)) {
      Optional<List<Bound>> taken = evaluation.taken(bound);
      if (taken.isPresent()) {
        taken.get().forEach(one -> statement(one, condition));
        return;
      }
    }
    String own = node.arguments().stream().findFirst().map(Node::text).orElse("?");
    String first = node.callName().equals("unless") ? "not " + own : own;
    for (Node child : node.doBlock().map(Node::children).orElse(List.of())) {
      String below = child.is("else_block") ? "not " + own : first;
      Node block = child.is("else_block") ? child : single(child);
      SchemaReader.branches(block).forEach(one -> statement(bound.at(one), and(condition, below)));
    }
    Literals.keyword(last(node), "do")
        .ifPresent(one -> statement(bound.at(one), and(condition, first)));
  }

  private static Node last(Node call) {
    List<Node> arguments = call.arguments();
    return arguments.isEmpty() ? Node.NONE : arguments.get(arguments.size() - 1);
  }

  private static Node single(Node statement) {
    return new Node(
        statement.source(), "block", statement.start(), statement.end(), List.of(statement));
  }

  private static String and(String condition, String further) {
    return condition.isEmpty() ? further : condition + " and " + further;
  }

  private void config(Bound bound, String condition) {
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

  private void settings(String module, Bound list, String condition) {
    evaluation
        .keywords(list)
        .forEach(
            (key, value) ->
                settings.accept(module, values.setting(key, value, Configs.EVERYWHERE, condition)));
  }
}
