package dev.ectoscope.ecto;

import dev.ectoscope.elixir.ElixirProject;
import dev.ectoscope.elixir.Place;
import dev.ectoscope.elixir.syntax.Clause;
import dev.ectoscope.elixir.syntax.Function;
import dev.ectoscope.review.Finding;
import dev.ectoscope.review.Fix;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A recommendation as a change of the function it is about. Given up where the function has a shape
 * that is not wholly understood, and where the changed file would not parse.
 */
final class Rewrite {

  private Rewrite() {}

  static Optional<Finding.Code> of(
      Fix fix, @Nullable ElixirProject project, @Nullable Place place, Names names) {
    if (project == null || place == null || place.call().isEmpty() || place.call().get().isStep()) {
      return Optional.empty();
    }
    Optional<Function> found =
        fix instanceof Fix.EctoForm form
            ? project.function(form.function())
            : project.function(place.function());
    if (found.isEmpty()) {
      return Optional.empty();
    }
    for (Clause clause : found.get().clauses()) {
      if (fix instanceof Fix.EctoForm || clause.covers(place.line())) {
        Optional<Change> change = change(fix, project, found.get(), clause, place, names);
        if (change.isPresent()) {
          return code(project, found.get(), clause, change.get());
        }
      }
    }
    return FormRewrite.isForm(fix) ? inCallee(fix, project, found.get(), names) : Optional.empty();
  }

  /** In a function that makes a part of the query. */
  private static Optional<Finding.Code> inCallee(
      Fix fix, ElixirProject project, Function caller, Names names) {
    List<Finding.Code> changed =
        project.callees(caller).stream()
            .flatMap(name -> project.function(name).stream())
            .filter(callee -> project.repoCalls(callee).isEmpty())
            .flatMap(callee -> callee.clauses().stream().map(c -> Map.entry(callee, c)))
            .flatMap(
                one -> {
                  FunctionSource source = new FunctionSource(project, one.getKey(), one.getValue());
                  return new FormRewrite(source, names)
                          .of(fix)
                          .flatMap(change -> code(project, one.getKey(), one.getValue(), change))
                          .stream();
                })
            .toList();
    return changed.size() == 1 ? Optional.of(changed.get(0)) : Optional.empty();
  }

  private static Optional<Change> change(
      Fix fix, ElixirProject project, Function function, Clause clause, Place place, Names names) {
    FunctionSource source = new FunctionSource(project, function, clause);
    if (fix instanceof Fix.EctoForm form) {
      return FragmentRewrite.of(source, form);
    }
    if (FormRewrite.isForm(fix)) {
      return new FormRewrite(source, names).of(fix);
    }
    if (fix instanceof Fix.Parameters parameters) {
      return new ParametersRewrite(source, names).of(parameters);
    }
    if (fix instanceof Fix.KeysetPage page) {
      return new KeysetRewrite(source, names).of(page);
    }
    if (fix instanceof Fix.SelectFields fields) {
      return new SelectRewrite(source, names).of(fields);
    }
    if (fix instanceof Fix.EstimatedCount count) {
      return new CountRewrite(source, names).of(count);
    }
    if (fix instanceof Fix.LoadWhenConnected) {
      return new MountRewrite(source, names).of(project.repoCalls(function));
    }
    Optional<LoopSource> loop = LoopSource.around(source, place.call().get());
    Optional<Change> upsert =
        loop.filter(one -> !tableOf(fix).isEmpty())
            .flatMap(one -> WriteLoop.of(source, one))
            .flatMap(one -> new UpsertRewrite(one, names).of(tableOf(fix)));
    if (upsert.isPresent()) {
      return upsert;
    }
    if (loop.isPresent() && isWrite(fix)) {
      return WriteLoop.of(source, loop.get()).flatMap(one -> write(fix, one, names));
    }
    if (loop.filter(one -> one.isStreamed(source)).isPresent()) {
      return Optional.empty();
    }
    if (loop.isEmpty() || loop.get().writes() || !loop.get().isOfOneVariable()) {
      return Optional.empty();
    }
    return read(fix, source, loop.get(), names).map(c -> c.and(loop.get().remarks(source)));
  }

  private static Optional<Change> read(
      Fix fix, FunctionSource source, LoopSource loop, Names names) {
    if (fix instanceof Fix.Preload preload) {
      return new PreloadRewrite(source, loop, names)
          .of(preload)
          .or(() -> beforeLoop(names, () -> new ChildrenRewrite(source, loop, names).of(fix)));
    }
    if (fix instanceof Fix.Reload) {
      return new PreloadRewrite(source, loop, names).reloaded();
    }
    if (fix instanceof Fix.LookupByKeys lookup) {
      return beforeLoop(names, () -> new LookupRewrite(source, loop, names).of(lookup));
    }
    return beforeLoop(
        names,
        () ->
            fix instanceof Fix.FirstPerParent
                ? new ChildrenRewrite(source, loop, names).of(fix)
                : new GroupedRewrite(source, loop, names).of(fix));
  }

  /** A query of its own needs {@code from}, which {@code Imports} brings where nothing does. */
  private static Optional<Change> beforeLoop(Names names, Supplier<Optional<Change>> change) {
    return names.importsMacro("from") || !names.imports("Ecto.Query")
        ? change.get()
        : Optional.empty();
  }

  /** The table that a loop takes rows of or makes them in. */
  private static String tableOf(Fix fix) {
    return fix instanceof Fix.LookupByKeys lookup
        ? lookup.table()
        : fix instanceof Fix.InsertAll insert ? insert.table() : "";
  }

  private static boolean isWrite(Fix fix) {
    return fix instanceof Fix.InsertAll
        || fix instanceof Fix.UpdateAll
        || fix instanceof Fix.DeleteAll;
  }

  private static Optional<Change> write(Fix fix, WriteLoop loop, Names names) {
    if (fix instanceof Fix.InsertAll insert) {
      return new InsertRewrite(loop, names).of(insert);
    }
    if (fix instanceof Fix.UpdateAll update) {
      return new UpdateRewrite(loop, names).of(update);
    }
    return new DeleteRewrite(loop, names).of((Fix.DeleteAll) fix);
  }

  /** A change of one clause; empty where the file would not parse or a line be too wide. */
  static Optional<Finding.Code> code(
      ElixirProject project, Function function, Clause clause, Change change) {
    String before = project.lines(function.file(), clause.line(), clause.lastLine());
    int indent = before.length() - before.stripLeading().length();
    String after =
        apart(
            project,
            function,
            clause,
            Change.apply(change.edits(), before, clause.start() - indent));
    String whole =
        project.lines(function.file(), 1, clause.line() - 1)
            + after
            + project.lines(function.file(), clause.lastLine() + 1, Integer.MAX_VALUE);
    boolean wide = Change.isTooWide(before, after);
    if (after.equals(before) || wide || !ElixirProject.parses(whole)) {
      return Optional.empty();
    }
    List<String> notes = new ArrayList<>(change.notes());
    String file = project.lines(function.file(), 1, Integer.MAX_VALUE);
    notes.addAll(Aliases.left(file, whole));
    return Optional.of(
        new Finding.Code(
            "query",
            "elixir",
            function.file(),
            after,
            before,
            clause.line(),
            ("Parsed again, not run. " + String.join(" ", notes)).strip()));
  }

  /** A definition that was of one line and now is of several has an empty line on either side. */
  private static String apart(
      ElixirProject project, Function function, Clause clause, String after) {
    if (clause.line() < clause.lastLine() || after.lines().count() == 1) {
      return after;
    }
    String above = project.lines(function.file(), clause.line() - 1, clause.line() - 1).strip();
    String below = project.lines(function.file(), clause.line() + 1, clause.line() + 1).strip();
    String first = above.startsWith("def") && !above.startsWith("defmodule") ? "\n" : "";
    return first + after + (below.isEmpty() || below.equals("end") ? "" : "\n");
  }
}
