package dev.ectoscope.detector.query;

import dev.ectoscope.detector.PlacedCall;
import dev.ectoscope.detector.Suspicion;
import dev.ectoscope.elixir.ElixirProject;
import dev.ectoscope.elixir.syntax.Function;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Whether conditions that several statements share are written once in the source already. */
final class WrittenOnce {

  private static final int DEEPEST = 3;

  private WrittenOnce() {}

  /** The query functions that hold the conditions and that every function concerned calls. */
  static Optional<String> in(ElixirProject source, Suspicion suspicion) {
    Set<String> callers = new TreeSet<>();
    for (PlacedCall call : suspicion.places()) {
      if (!call.place().isKnown()) {
        return Optional.empty();
      }
      callers.add(call.place().function());
    }
    if (callers.size() < 2) {
      return Optional.empty();
    }
    Set<String> shared = reached(source, callers.iterator().next());
    callers.forEach(caller -> shared.retainAll(reached(source, caller)));
    return holders(source, shared, suspicion);
  }

  private static Optional<String> holders(
      ElixirProject source, Set<String> shared, Suspicion suspicion) {
    List<String> conditions = suspicion.list("conditions", String.class);
    Set<String> holders = new LinkedHashSet<>();
    for (String condition : conditions) {
      String column = condition.replaceFirst("(?i)^NOT ", "").replaceAll("[^\\w.].*", "");
      String name = Pattern.quote(column.substring(column.lastIndexOf('.') + 1));
      Pattern said = Pattern.compile("[.:]" + name + "\\b|\\b" + name + ":");
      Optional<String> holder =
          shared.stream().filter(one -> said.matcher(text(source, one)).find()).findFirst();
      if (holder.isEmpty()) {
        return Optional.empty();
      }
      holders.add(holder.get());
    }
    return Optional.of(String.join(" and ", holders));
  }

  /** Text of a function that makes a query and sends none, else "". */
  private static String text(ElixirProject source, String name) {
    Optional<Function> function = source.function(name);
    return function
        .filter(one -> source.repoCalls(one).isEmpty())
        .map(source::text)
        .filter(text -> text.contains("where"))
        .orElse("");
  }

  private static Set<String> reached(ElixirProject source, String function) {
    Set<String> reached = new LinkedHashSet<>();
    List<String> open = List.of(function);
    for (int depth = 0; depth < DEEPEST; depth++) {
      List<String> next = new ArrayList<>();
      for (String one : open) {
        source.function(one).map(source::callees).orElse(List.of()).stream()
            .filter(reached::add)
            .forEach(next::add);
      }
      open = next;
    }
    return reached;
  }
}
