package dev.ectoscope.elixir;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;

/** Reads {@code config :app, Some.Repo, key: value} out of one config file. */
final class ConfigReader {

  private static final Pattern VARIABLE = Pattern.compile("[A-Z][A-Z0-9_]+");

  private final Evaluation evaluation = new Evaluation(name -> null);
  private final Scope scope = new Scope("", null);
  private final Map<String, Bound> variables = new HashMap<>();
  private final BiConsumer<String, Setting> settings;
  private final String file;

  private ConfigReader(String file, BiConsumer<String, Setting> settings) {
    this.file = file;
    this.settings = settings;
  }

  /**
   * @param settings takes each setting with the full name of the module it is for
   */
  static void read(String file, Node root, BiConsumer<String, Setting> settings) {
    ConfigReader reader = new ConfigReader(file, settings);
    root.children().forEach(node -> reader.statement(node, new When(environment(file), "")));
  }

  /** The environment a file is for; the order of reading is that of {@link #rank}. */
  static String environment(String file) {
    String name = file.substring(file.lastIndexOf('/') + 1);
    if (name.startsWith("dev")) {
      return "dev";
    }
    if (name.startsWith("test")) {
      return "test";
    }
    return name.startsWith("prod") || name.startsWith("releases") ? "prod" : "all";
  }

  /** config.exs first, then that of the environment, runtime.exs last. */
  static int rank(String file) {
    String name = file.substring(file.lastIndexOf('/') + 1);
    if (name.equals("config.exs")) {
      return 0;
    }
    return name.equals("runtime.exs") || name.equals("releases.exs") ? 2 : 1;
  }

  private void statement(Node node, When when) {
    if (node.isOperator("=") && node.child(0).is("identifier")) {
      variables.put(node.child(0).text(), new Bound(node.child(1), scope, Map.copyOf(variables)));
    } else if (node.callName().equals("config")) {
      config(node, when);
    } else if (!scope.take(node, scope)) {
      branch(node, when);
    }
  }

  private void branch(Node node, When when) {
    String condition = node.arguments().stream().findFirst().map(Node::text).orElse("");
    boolean onEnvironment = condition.contains("config_env") || condition.contains("Mix.env");
    boolean sure = node.callName().equals("if") && onEnvironment && condition.contains("==");
    for (Node child : node.doBlock().map(Node::children).orElse(List.of())) {
      boolean otherwise = child.is("else_block");
      When below =
          sure && !otherwise
              ? when.in(named(condition))
              : when.and(sure ? "not " + condition : condition.isEmpty() ? "?" : condition);
      for (Node statement : SchemaReader.branches(child.is("else_block") ? child : single(child))) {
        statement(statement, below);
      }
    }
  }

  private static Node single(Node statement) {
    return new Node(
        statement.source(), "block", statement.start(), statement.end(), List.of(statement));
  }

  private static String named(String condition) {
    for (String environment : List.of("prod", "dev", "test")) {
      if (condition.contains(":" + environment)) {
        return environment;
      }
    }
    return "";
  }

  private record When(String environment, String condition) {
    When in(String named) {
      return environment.equals("all") && !named.isEmpty() ? new When(named, condition) : this;
    }

    When and(String further) {
      return new When(environment, condition.isEmpty() ? further : condition + " and " + further);
    }
  }

  private void config(Node node, When when) {
    List<Node> arguments = node.arguments();
    if (arguments.size() == 3) {
      evaluation
          .module(bound(arguments.get(1)))
          .ifPresent(module -> settings(module, arguments.get(2), when));
    } else if (arguments.size() == 2) {
      // `config :app, [{App.Repo, pool_size: 5}]`
      arguments
          .get(1)
          .walk()
          .filter(n -> n.is("tuple") && n.children().size() == 2)
          .forEach(
              tuple ->
                  evaluation
                      .module(bound(tuple.child(0)))
                      .ifPresent(module -> settings(module, tuple.child(1), when)));
    }
  }

  private void settings(String module, Node list, When when) {
    evaluation
        .keywords(bound(list))
        .forEach((key, value) -> settings.accept(module, setting(key, value, when)));
  }

  private Bound bound(Node node) {
    return new Bound(node, scope, Map.copyOf(variables));
  }

  private Setting setting(String key, Bound written, When when) {
    Bound value = unwrapped(written);
    Node node = value.node();
    Optional<Node> name =
        node.walk()
            .filter(n -> Literals.string(n).filter(s -> VARIABLE.matcher(s).matches()).isPresent())
            .findFirst();
    boolean decided = node.is("call") || node.isOperator("||") || node.isOperator("|>");
    String variable = decided ? name.flatMap(Literals::string).orElse("") : "";
    String constant =
        variable.isEmpty()
            ? evaluation.constant(value).or(() -> evaluation.module(value)).orElse("")
            : fallback(value, name.get());
    return new Setting(
        key,
        constant,
        Literals.oneLine(written.node()),
        variable,
        when.environment(),
        when.condition(),
        file,
        written.node().line());
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
        return value;
      }
    }
    return value;
  }

  private static boolean isConversion(Node node) {
    return node.is("call")
        && (node.remoteName().startsWith("to_") || node.localName().startsWith("to_"));
  }

  /** The default beside an environment variable: {@code || "10"} or the argument after its name. */
  private String fallback(Bound value, Node name) {
    Node node = value.node();
    if (node.isOperator("||")) {
      return evaluation.constant(unwrapped(value.at(node.child(1)))).orElse("");
    }
    if (node.isOperator("|>") && node.child(0) == name) {
      return node.child(1).arguments().stream()
          .findFirst()
          .flatMap(given -> evaluation.constant(unwrapped(value.at(given))))
          .orElse("");
    }
    return node.walk()
        .filter(call -> call.is("call") && call.arguments().contains(name))
        .flatMap(call -> after(call.arguments(), name).stream())
        .flatMap(next -> evaluation.constant(unwrapped(value.at(next))).stream())
        .findFirst()
        .orElse("");
  }

  private static List<Node> after(List<Node> arguments, Node name) {
    int at = arguments.indexOf(name) + 1;
    return new ArrayList<>(arguments.subList(at, Math.min(arguments.size(), at + 1)));
  }
}
