package dev.ectoscope.elixir;

import dev.ectoscope.elixir.syntax.Function;
import dev.ectoscope.elixir.syntax.Source;
import dev.ectoscope.log.CallSite;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** Loops of the project's own code in which functions are called. */
final class CallingLoops {

  private static final int DEEPEST = 2;

  private final ElixirProject project;
  private final Map<String, Boolean> known = new ConcurrentHashMap<>();

  CallingLoops(ElixirProject project) {
    this.project = project;
  }

  /** Whether a function is called in a loop, directly or not. */
  boolean isCalledIn(String fullName) {
    Boolean before = known.get(fullName);
    if (before == null) {
      before = isCalledIn(fullName, 0);
      known.put(fullName, before);
    }
    return before;
  }

  private boolean isCalledIn(String fullName, int depth) {
    return mentioning(fullName).anyMatch(caller -> callsInLoop(caller, fullName, depth));
  }

  private boolean callsInLoop(Function caller, String fullName, int depth) {
    List<Call> calls =
        project.body(caller).calls().stream().filter(c -> c.target().equals(fullName)).toList();
    boolean loops = calls.stream().anyMatch(CallingLoops::isInLoop);
    boolean itself = caller.fullName().equals(fullName);
    return !calls.isEmpty()
        && (loops || itself || depth < DEEPEST && isCalledIn(caller.fullName(), depth + 1));
  }

  /** The callers, each with the line of the call. */
  List<CallSite> around(String fullName) {
    return mentioning(fullName)
        .flatMap(
            caller ->
                project.body(caller).calls().stream()
                    .filter(call -> call.target().equals(fullName))
                    .filter(CallingLoops::isInLoop)
                    .map(call -> new CallSite(caller.fullName(), caller.file(), call.line())))
        .toList();
  }

  private static boolean isInLoop(Call call) {
    return call.around().stream().anyMatch(a -> a.kind() == Around.Kind.LOOP);
  }

  /** Functions whose text holds the name of a function. */
  private Stream<Function> mentioning(String fullName) {
    String name = fullName.replaceFirst("/\\d+$", "").replaceFirst("^.*\\.", "");
    return project.modules().stream()
        .filter(module -> !ElixirProject.isTest(module.file()))
        .flatMap(module -> module.functions().stream())
        .filter(function -> mentions(function, name));
  }

  private boolean mentions(Function function, String word) {
    Source source = project.source(function.file());
    return function.clauses().stream()
        .anyMatch(clause -> source.contains(clause.start(), clause.end(), word));
  }
}
