package dev.ectoscope.elixir;

import java.util.Optional;
import java.util.Set;

/** What the arguments of a call stand in: a loop, a task, a transaction. */
final class Surroundings {

  private static final Set<String> LOOPS =
      Set.of("Enum", "Stream", "Map", "Keyword", "Flow", "MapSet");
  private static final Set<String> LOOP_LESS =
      Set.of(
          "count", "sort", "uniq", "reverse", "at", "take", "drop", "to_list", "member?", "empty?",
          "concat");

  private Surroundings() {}

  static Optional<Around.Kind> kind(String name, String home, boolean local) {
    if (local) {
      return name.equals("for") ? Optional.of(Around.Kind.LOOP) : Optional.empty();
    }
    if (home.equals("Task") || home.startsWith("Task.")) {
      return Optional.of(name.contains("stream") ? Around.Kind.LOOP : Around.Kind.TASK);
    }
    if (LOOPS.contains(home) && !LOOP_LESS.contains(name)) {
      return Optional.of(Around.Kind.LOOP);
    }
    if (name.equals("transaction") || name.equals("transact")) {
      return Optional.of(Around.Kind.TRANSACTION);
    }
    return home.equals("Ecto.Multi") ? Optional.of(Around.Kind.MULTI) : Optional.empty();
  }
}
