package dev.ectoscope.elixir;

import dev.ectoscope.elixir.syntax.Function;
import dev.ectoscope.elixir.syntax.Quoted;
import dev.ectoscope.elixir.syntax.Templates;
import dev.ectoscope.log.CallSite;
import dev.ectoscope.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Call sites as people mean them: from the printed {@code ↳} frame to the function and line where
 * the Repo call stands.
 *
 * <p>The frame is not always that function: a tail call leaves no frame, so the caller is printed;
 * a capture given to {@code Enum} leaves only Enum's; inside a transaction Ecto prints itself.
 */
public final class CallSites {

  private static final int DEEPEST = 6;
  private static final String RESOLVERS = ".__absinthe_function__/2";
  private static final String NOT_READ = " is not in the source that was read";

  private final ElixirProject project;
  private final CallSearch search;

  public CallSites(ElixirProject project) {
    this.project = project;
    this.search = new CallSearch(project);
  }

  /** As {@link #place(CallSite, Statement, List)} when nothing is known of the unit of work. */
  public Place place(CallSite printed, Statement statement) {
    return place(printed, statement, List.of());
  }

  /**
   * Finds the Repo call.
   *
   * @param printed the frame, {@link CallSite#UNKNOWN} when none was printed
   * @param statement the statement it was printed with
   * @param near other frames of the same units of work, for frames that name no application code
   */
  public Place place(CallSite printed, Statement statement, List<CallSite> near) {
    return place(printed, statement, near, false);
  }

  /**
   * The same, of a statement that is executed again and again.
   *
   * @param repeated then a Repo call inside a loop is likelier than one outside
   */
  public Place place(CallSite printed, Statement statement, List<CallSite> near, boolean repeated) {
    return place(printed, statement, near, Set.of(), repeated);
  }

  /**
   * The same of a statement in a transaction.
   *
   * @param openers frames of its {@code begin}: what they name leads to the Repo call; empty when
   *     they are not known
   */
  public Place place(
      CallSite printed,
      Statement statement,
      List<CallSite> near,
      Set<CallSite> openers,
      boolean repeated) {
    Set<String> opened = search.opened(openers);
    Frame frame = Frame.of(printed, project);
    Fit fit = new Fit(project, statement);
    return switch (frame.kind()) {
      case APPLICATION -> looped(inApplication(frame, printed, fit), repeated);
      case LOOP -> inLoop(frame, printed, fit, near, opened);
      case ECTO -> inTransaction(printed, fit, near, opened);
      case LOADER ->
          Place.unknown(
              printed,
              "Dataloader sends this statement for what resolvers asked it to load;"
                  + " no Repo call of the source does");
      case NONE -> unprinted(printed, fit, near, opened, repeated);
      case LIBRARY ->
          search.of(
              call -> false,
              fit,
              near,
              opened,
              printed,
              "the printed frame is one of a library",
              "the library called the function");
    };
  }

  private Place unprinted(
      CallSite printed, Fit fit, List<CallSite> near, Set<String> opened, boolean repeated) {
    return looped(
        search.of(
            call -> repeated && runsAgain(call),
            fit,
            near,
            opened,
            printed,
            "no line of code is printed with this statement",
            "set `stacktrace: true` on the Repo to see it"),
        repeated);
  }

  /** With the loop that calls the function, where the Repo call itself stands in none. */
  private Place looped(Place place, boolean repeated) {
    boolean elsewhere = repeated && place.call().filter(call -> !call.isRepeated()).isPresent();
    return elsewhere ? place.in(onlyLoop(place.function())) : place;
  }

  /** The loop that calls a function, when there is just one. */
  private Optional<CallSite> onlyLoop(String function) {
    List<CallSite> loops = project.loopsAround(function);
    return loops.size() == 1 ? Optional.of(loops.get(0)) : Optional.empty();
  }

  private boolean runsAgain(RepoCall call) {
    return call.isRepeated() || project.isCalledInLoop(call.function());
  }

  private Place inApplication(Frame frame, CallSite printed, Fit fit) {
    Optional<Function> found = search.function(frame, printed);
    Optional<String> template = project.file(printed.file()).filter(Templates::isTemplate);
    if (template.isPresent()) {
      return project
          .template(frame.function(), template.get())
          .map(body -> inBody(body, frame.function(), template.get(), printed, fit))
          .orElseGet(() -> Place.unknown(printed, frame.function() + NOT_READ));
    }
    boolean elsewhere = found.filter(f -> f.covers(printed.line())).isEmpty();
    Optional<Quoted> quoted = project.quoted(frame.function());
    if (elsewhere && quoted.isPresent()) {
      return inMacro(quoted.get().function(), printed, fit);
    }
    return found
        .map(f -> inBody(project.body(f), f.fullName(), f.file(), printed, fit))
        .or(() -> inResolver(frame, printed))
        .orElseGet(() -> Place.unknown(printed, frame.function() + NOT_READ));
  }

  /**
   * {@code resolve fn work, _, _ -> … end}: Absinthe makes one function of all that a schema's
   * module writes so, and the line tells which. Source: absinthe 1.7,
   * lib/absinthe/schema/notation.ex.
   */
  private Optional<Place> inResolver(Frame frame, CallSite printed) {
    return Optional.of(frame.function())
        .filter(name -> name.endsWith(RESOLVERS))
        .flatMap(name -> project.file(printed.file()))
        .map(
            file ->
                new Place(
                    frame.function(),
                    file,
                    printed.line(),
                    Place.Certainty.PRINTED,
                    "a field's own function, which Absinthe gives this name",
                    Optional.empty(),
                    Optional.empty()));
  }

  /** A frame of a function that a macro writes names the line of {@code use}. */
  private Place inMacro(Function function, CallSite printed, Fit fit) {
    Call called = new Call(function.fullName(), 0, 0, 0, List.of(), true);
    List<Candidate> candidates = new Trail(project, fit, true).from(called, 0);
    List<Candidate> best = Candidate.best(candidates);
    if (best.size() == 1) {
      return Place.of(
          best.get(0).call(),
          Place.Certainty.FOLLOWED,
          "code in " + function.file() + " writes " + function.fullName());
    }
    return best.isEmpty()
        ? Place.unknown(
            printed,
            "code in "
                + function.file()
                + " writes this function, and no call of it is known to send this statement")
        : Place.several(best, printed);
  }

  private Place inBody(Body body, String function, String file, CallSite printed, Fit fit) {
    List<Candidate> candidates = new ArrayList<>();
    for (RepoCall call : body.repoCalls()) {
      int points = fit.of(call);
      boolean inside =
          call.around().stream()
              .filter(one -> one.kind() == Around.Kind.TRANSACTION)
              .anyMatch(one -> one.line() == printed.line());
      if (points != Fit.NO
          && (inside || isAt(call.line(), call.start(), call.end(), printed.line()))) {
        candidates.add(new Candidate(call, points + (call.line() == printed.line() ? 5 : 0), 0));
      }
    }
    candidates.addAll(followed(body, printed, new Trail(project, fit, true)));
    if (candidates.isEmpty()) {
      // `with {:ok, x} <- f(), do: {:ok, x}` may be a tail call for the compiler.
      candidates.addAll(followed(body, printed, new Trail(project, fit, false)));
    }
    List<Candidate> best = Candidate.best(candidates);
    if (best.size() == 1) {
      Candidate candidate = best.get(0);
      return candidate.depth() == 0
          ? Place.of(candidate.call(), Place.Certainty.PRINTED, "the printed line holds the call")
          : Place.of(
              candidate.call(),
              Place.Certainty.FOLLOWED,
              function + " calls it at the printed line; a tail call leaves no frame of its own");
    }
    if (best.isEmpty() && body.given().contains(printed.line())) {
      return search.of(
          RepoCall::tail,
          fit,
          List.of(printed),
          Set.of(),
          printed,
          function + " calls a function that it was given",
          "");
    }
    return best.isEmpty()
        ? new Place(
            function,
            file,
            printed.line(),
            Place.Certainty.UNKNOWN,
            "no call in the printed line is known to send this statement",
            Optional.empty(),
            Optional.empty())
        : Place.several(best, printed);
  }

  private static List<Candidate> followed(Body body, CallSite printed, Trail trail) {
    List<Candidate> candidates = new ArrayList<>();
    for (Call call : body.calls()) {
      if (isAt(call.line(), call.start(), call.end(), printed.line())) {
        candidates.addAll(trail.from(call, call.line() == printed.line() ? 3 : 0));
      }
    }
    return candidates;
  }

  /** Whether a line is that of a call, or lies in its expression. */
  private static boolean isAt(int line, int start, int end, int printed) {
    return line == printed || start <= printed && printed <= end;
  }

  private Place inLoop(
      Frame frame, CallSite printed, Fit fit, List<CallSite> near, Set<String> opened) {
    String loop = frame.function();
    String plain = loop.substring(loop.lastIndexOf('.') + 1);
    return search.of(
        call ->
            call.tail()
                && call.around().stream()
                    .anyMatch(
                        one ->
                            one.kind() != Around.Kind.TRANSACTION
                                && (one.function().equals(plain)
                                    || isLowLevel(plain)
                                    || one.name().equals("for"))),
        fit,
        near,
        opened,
        printed,
        "the printed frame is " + loop + "'s own: the function given to it ends in the Repo call",
        "");
  }

  /** {@code for} and many of Enum's functions run on {@code reduce} and {@code :lists}. */
  private static boolean isLowLevel(String function) {
    return Set.of(
                "reduce",
                "foreach",
                "foldl",
                "do_reduce",
                "invoke",
                "invoke_callback",
                "reduce_range",
                "async_stream",
                "each",
                "map")
            .contains(function)
        && !Set.of("each", "map").contains(function);
  }

  private Place inTransaction(CallSite printed, Fit fit, List<CallSite> near, Set<String> opened) {
    return search.of(
        call -> call.isInside(Around.Kind.TRANSACTION) || call.isInside(Around.Kind.MULTI),
        fit,
        near,
        opened,
        printed,
        "Ecto prints itself for statements inside a transaction",
        "");
  }
}
