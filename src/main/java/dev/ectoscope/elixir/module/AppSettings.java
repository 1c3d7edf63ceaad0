package dev.ectoscope.elixir.module;

import dev.ectoscope.elixir.syntax.Bound;
import dev.ectoscope.elixir.syntax.Invocation;
import dev.ectoscope.elixir.syntax.Literals;
import dev.ectoscope.elixir.syntax.Node;
import dev.ectoscope.elixir.syntax.Scope;
import dev.ectoscope.elixir.syntax.Syntax;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Settings that modules may read when they are compiled: those that {@code config.exs} states
 * whatever the environment, with those of {@code prod.exs}.
 */
public final class AppSettings {

  private static final Set<String> READS =
      Set.of("get_env", "fetch_env!", "compile_env", "compile_env!");

  private final Map<String, Bound> values = new HashMap<>();
  private final Evaluation evaluation = new Evaluation(name -> null, this::read);

  public static boolean isRead(String path) {
    return path.matches("(.*/)?config/(config|prod)\\.exs");
  }

  /** Takes a file's statements; those of {@code config.exs} first. */
  public void add(Node root) {
    Scope names = new Scope("", null);
    for (Node statement : root.children()) {
      if (statement.callName().equals("config")) {
        config(Bound.of(statement, names));
      } else {
        names.take(statement, names);
      }
    }
  }

  private void config(Bound bound) {
    List<Node> arguments = bound.node().arguments();
    String app = arguments.isEmpty() ? "" : Literals.atom(arguments.get(0)).orElse("");
    if (arguments.size() == 2) {
      Literals.keywords(arguments.get(1))
          .forEach((key, value) -> put(app + " " + key, bound.at(value)));
    } else if (arguments.size() == 3) {
      key(bound.at(arguments.get(1)))
          .ifPresent(key -> put(app + " " + key, bound.at(arguments.get(2))));
    }
  }

  /** Keyword lists for one key are merged. */
  private void put(String name, Bound value) {
    Bound before = values.get(name);
    boolean both = before != null && !evaluation.keywords(before).isEmpty();
    if (both && !evaluation.keywords(value).isEmpty()) {
      Map<String, Bound> merged = new HashMap<>(Map.of("before", before, "now", value));
      values.put(
          name, new Bound(Syntax.parsed("", "Keyword.merge(before, now)"), value.names(), merged));
    } else {
      values.put(name, value);
    }
  }

  private Optional<String> key(Bound bound) {
    return evaluation.module(bound).or(() -> evaluation.constant(bound));
  }

  /**
   * What {@code Application.get_env(:app, :key)} and the like give.
   *
   * @return empty when no file states it
   */
  Optional<Bound> read(Bound call) {
    Invocation invocation = Invocation.of(call);
    if (!invocation.home().equals("Application") || !READS.contains(invocation.name())) {
      return Optional.empty();
    }
    return invocation.arguments().size() < 2
        ? Optional.empty()
        : value(invocation.argument(0), invocation.argument(1));
  }

  private Optional<Bound> value(Bound app, Bound keys) {
    List<Bound> path = new ArrayList<>(List.of(keys));
    if (keys.node().is("list")) {
      path = evaluation.elements(keys).orElse(List.of());
    }
    Map<String, Bound> below = new LinkedHashMap<>();
    Bound found = null;
    for (Bound key : path) {
      Optional<String> name = key(key);
      if (name.isEmpty()) {
        return Optional.empty();
      }
      found =
          found == null
              ? values.get(evaluation.constant(app).orElse("") + " " + name.get())
              : below.get(name.get());
      if (found == null) {
        return Optional.empty();
      }
      below = evaluation.keywords(found);
    }
    return Optional.ofNullable(found);
  }
}
