package dev.ectoscope.elixir;

import dev.ectoscope.elixir.syntax.Clause;
import dev.ectoscope.elixir.syntax.Function;
import dev.ectoscope.log.CallSite;
import dev.ectoscope.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * From which beginnings of units of work a call site is reached: up its callers, each of which must
 * be known. Where one may be called by what the source does not name (a plug, a process, a callback
 * of a library) nothing is said.
 */
public final class Beginnings {

  private static final int MOST_WAYS = 200;
  private static final int DEEPEST = 12;

  /** They go on until something is right: what they ask again is tried again, or another page. */
  private static final Set<String> UNTIL =
      Set.of(
          "reduce_while",
          "unfold",
          "resource",
          "repeatedly",
          "iterate",
          "interval",
          "cycle",
          "timer");

  private static final Pattern EVENT =
      Pattern.compile("^\\s*defp?\\s+\\w+[?!]?[\\s(]+\"([^\"]*)\"");

  private final ElixirProject project;
  private final CallSites sites;
  private final Callers callers;

  public Beginnings(ElixirProject project) {
    this.project = project;
    this.sites = new CallSites(project);
    this.callers = new Callers(project);
  }

  /** What the log says of how often things begin. */
  @FunctionalInterface
  public interface Begun {
    /**
     * How often the log says that a function begins: an action, a LiveView's callback, a job's
     * {@code perform}; 0 when it is such a one and never began, empty when it is none.
     *
     * @param function {@code AppWeb.PostController.index/2}
     * @param event of a clause of {@code handle_event/3} the event, or ""
     */
    OptionalLong times(Function function, String event);
  }

  /**
   * One beginning.
   *
   * @param function full name
   * @param event of a clause of {@code handle_event/3}, or ""
   * @param times that the log says it began
   * @param plain ways from it to the call that pass no loop
   * @param looped ways that pass one
   */
  public record Beginning(String function, String event, long times, int plain, int looped) {
    private Beginning and(Beginning other) {
      return new Beginning(function, event, times, plain + other.plain, looped + other.looped);
    }
  }

  /**
   * All beginnings of a call site; empty when they are not known.
   *
   * @param printed frame of the statement
   */
  public Optional<List<Beginning>> of(CallSite printed, Statement statement, Begun begun) {
    Optional<Start> start = start(printed, statement);
    if (start.isEmpty()) {
      return Optional.empty();
    }
    Climb climb = new Climb(begun);
    boolean known = climb.up(start.get().function(), start.get().event(), start.get().looped());
    return known ? Optional.of(List.copyOf(climb.found.values())) : Optional.empty();
  }

  /** The function whose frame is printed, and whether the call stands in a loop there. */
  private record Start(Function function, String event, boolean looped) {}

  private Optional<Start> start(CallSite printed, Statement statement) {
    Frame frame = Frame.of(printed, project);
    Place place = sites.place(printed, statement, List.of(), true);
    RepoCall call = place.call().orElse(null);
    if (call == null || frame.kind() == Frame.Kind.NONE) {
      return Optional.empty();
    }
    boolean within = isLooped(call.around());
    if (frame.kind() != Frame.Kind.APPLICATION) {
      boolean loop = within || frame.kind() == Frame.Kind.LOOP;
      return project
          .function(call.function())
          .map(function -> new Start(function, event(function, call.line()), loop));
    }
    Optional<Function> named =
        project.function(frame.function()).filter(f -> f.covers(printed.line()));
    return named.map(
        function ->
            new Start(
                function,
                event(function, printed.line()),
                within || isLoopedAt(function, printed.line())));
  }

  private boolean isLoopedAt(Function function, int line) {
    return project.body(function).calls().stream()
        .filter(call -> call.line() == line)
        .anyMatch(call -> isLooped(call.around()));
  }

  private static boolean isLooped(List<Around> around) {
    return around.stream()
        .anyMatch(one -> one.kind() == Around.Kind.LOOP && !UNTIL.contains(one.function()));
  }

  private static boolean goesOnUntil(List<Around> around) {
    return around.stream()
        .anyMatch(one -> one.kind() == Around.Kind.LOOP && UNTIL.contains(one.function()));
  }

  /** The event of the clause of {@code handle_event/3} that covers a line, or "". */
  private String event(Function function, int line) {
    if (!function.name().equals("handle_event")) {
      return "";
    }
    return function.clauses().stream()
        .filter(clause -> clause.covers(line))
        .findFirst()
        .map(clause -> event(function, clause))
        .orElse("");
  }

  private String event(Function function, Clause clause) {
    Matcher literal = EVENT.matcher(project.text(function, clause));
    return literal.find() ? literal.group(1) : "";
  }

  /** One search from a call to all beginnings. */
  private final class Climb {
    private final Begun begun;
    private final Map<String, Beginning> found = new LinkedHashMap<>();
    private final Set<String> path = new HashSet<>();
    private int ways;

    Climb(Begun begun) {
      this.begun = begun;
    }

    /** Whether all that leads to the function is known, and none of it is a recursion. */
    boolean up(Function function, String event, boolean looped) {
      String name = function.fullName();
      if (ways > MOST_WAYS || path.size() > DEEPEST || !path.add(name)) {
        return false;
      }
      OptionalLong times = begun.times(function, event);
      if (times.isPresent()) {
        Beginning one =
            new Beginning(name, event, times.getAsLong(), looped ? 0 : 1, looped ? 1 : 0);
        found.merge(name + " " + event, one, Beginning::and);
        ways++;
      }
      Optional<List<Callers.Caller>> all = callers.of(function);
      boolean told = times.isPresent() || all.isPresent() && !all.get().isEmpty();
      if (!told && (all.isEmpty() || !callers.isUnused(function))) {
        return false;
      }
      for (Callers.Caller caller : all.orElse(List.of())) {
        List<Around> around = caller.call().around();
        String its = event(caller.function(), caller.call().line());
        if (goesOnUntil(around) || !up(caller.function(), its, looped || isLooped(around))) {
          return false;
        }
      }
      path.remove(name);
      return true;
    }
  }

  /** Names for a sentence: {@code PostController.react}, {@code DashboardLive "expand"}. */
  public static List<String> names(List<Beginning> beginnings) {
    List<String> names = new ArrayList<>();
    for (Beginning one : beginnings) {
      String plain = one.function().replaceFirst("/\\d+$", "");
      names.add(one.event().isEmpty() ? plain : plain + " \"" + one.event() + "\"");
    }
    return names;
  }
}
