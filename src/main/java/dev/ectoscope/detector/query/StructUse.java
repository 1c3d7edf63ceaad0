package dev.ectoscope.detector.query;

import dev.ectoscope.detector.Suspicion;
import dev.ectoscope.detector.Verdict;
import dev.ectoscope.elixir.ElixirProject;
import dev.ectoscope.elixir.Place;
import dev.ectoscope.elixir.RepoCall;
import dev.ectoscope.elixir.Schema;
import dev.ectoscope.review.Fix;
import dev.ectoscope.review.Note;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** What the function that reads rows does with their wide fields, as its text tells. */
final class StructUse {

  private final ElixirProject project;
  private final Suspicion suspicion;

  StructUse(ElixirProject project, Suspicion suspicion) {
    this.project = project;
    this.suspicion = suspicion;
  }

  /** Dismissed when all wide fields are used; those that are used stay in the proposed select. */
  Verdict weighed(Verdict.Confirmed verdict) {
    Optional<Place> place = suspicion.place().filter(one -> one.call().isPresent());
    boolean selects =
        verdict.fixes().size() == 1 && verdict.fixes().get(0) instanceof Fix.SelectFields;
    if (place.isEmpty() || !selects) {
      return verdict;
    }
    Fix.SelectFields fix = (Fix.SelectFields) verdict.fixes().get(0);
    String function = place.get().function();
    Optional<String> text = project.function(function).map(project::text);
    if (text.isEmpty()) {
      return verdict;
    }
    String code = withoutQuery(text.get(), place.get().call().get());
    List<String> used =
        fix.wide().stream().filter(c -> reads(code, field(fix.table(), c))).toList();
    if (!used.isEmpty() && used.size() == fix.wide().size()) {
      return new Verdict.Dismissed(
          String.join(", ", used) + (used.size() == 1 ? " is" : " are") + " used in " + function);
    }
    return with(verdict, fix, used, place.get());
  }

  private static Verdict with(
      Verdict.Confirmed verdict, Fix.SelectFields fix, List<String> used, Place place) {
    List<String> keep = new ArrayList<>(fix.keep());
    keep.addAll(used);
    List<String> leave = fix.wide().stream().filter(c -> !used.contains(c)).toList();
    List<Note> notes = new ArrayList<>(verdict.notes());
    boolean givenBack = place.call().filter(RepoCall::tail).isPresent();
    notes.add(
        new Note(
            "source",
            place.function()
                + " does not read "
                + String.join(", ", leave)
                + (givenBack
                    ? "; it gives the rows back, and what its callers and templates read is not"
                        + " known."
                    : ".")));
    return new Verdict.Confirmed(
        verdict.title(),
        verdict.confidence(),
        verdict.savedMs(),
        verdict.failures(),
        notes,
        verdict.action(),
        List.of(new Fix.SelectFields(fix.function(), fix.file(), fix.table(), keep, leave)),
        verdict.whatIf());
  }

  private String field(String table, String column) {
    Optional<Schema> schema = project.schemaOf(table);
    return schema.flatMap(s -> s.column(column)).map(f -> f.name()).orElse(column);
  }

  /** A condition on a field is no use of what was read. */
  private static String withoutQuery(String text, RepoCall call) {
    return text.replaceAll("\\s+", " ").replace(call.text().replaceAll("\\s+", " "), " ");
  }

  /** {@code row.body}, {@code row[:body]}, or {@code body:} in a pattern. */
  private static boolean reads(String code, String field) {
    String name = Pattern.quote(field);
    return Pattern.compile(
            "\\." + name + "\\b(?![(?!])|\\[:" + name + "\\]|[{ ]" + name + ": \\w+[,}]")
        .matcher(code)
        .find();
  }
}
