package dev.ectoscope.detector.query;

import dev.ectoscope.detector.Suspicion;
import dev.ectoscope.detector.Verdict;
import dev.ectoscope.elixir.ElixirProject;
import dev.ectoscope.elixir.Place;
import dev.ectoscope.elixir.RepoCall;
import dev.ectoscope.elixir.module.Schema;
import dev.ectoscope.elixir.syntax.Function;
import dev.ectoscope.review.Fix;
import dev.ectoscope.review.Note;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What becomes of the wide fields of rows that a function reads: in the function itself, in those
 * that call it, in the templates, as far as the source tells.
 */
final class StructUse {

  private static final int DEEPEST = 3;
  private static final String NOT_SURE = ". This one is not sure.";

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
    Optional<Function> function = project.function(place.get().function());
    if (function.isEmpty()) {
      return verdict;
    }
    String call = oneLine(place.get().call().get().text());
    String text = oneLine(project.text(function.get()));
    boolean leave =
        place.get().call().filter(RepoCall::tail).isPresent() || RowsLeave.of(text, call);
    List<Function> readers = new ArrayList<>(List.of(function.get()));
    if (leave) {
      readers.addAll(callers(function.get()));
    }
    List<String> used = new ArrayList<>();
    Set<String> where = new LinkedHashSet<>();
    for (String column : fix.wide()) {
      String field = field(fix.table(), column);
      readers.stream()
          .filter(one -> reads(oneLine(project.text(one)).replace(call, " "), field))
          .findFirst()
          .ifPresent(
              one -> {
                used.add(column);
                where.add(one.fullName());
              });
    }
    if (!used.isEmpty() && used.size() == fix.wide().size()) {
      return new Verdict.Dismissed(
          String.join(", ", used)
              + (used.size() == 1 ? " is" : " are")
              + " used in "
              + String.join(", ", where));
    }
    return with(verdict, fix, used, place.get(), leave ? unknown(fix, used, readers) : "");
  }

  /** The verdict where it is certain who reads which field, and some are read. */
  Optional<Verdict> known(Verdict.Confirmed verdict) {
    Verdict weighed = weighed(verdict);
    if (weighed instanceof Verdict.Confirmed confirmed) {
      Fix.SelectFields before = (Fix.SelectFields) verdict.fixes().get(0);
      Fix.SelectFields after = (Fix.SelectFields) confirmed.fixes().get(0);
      boolean sure = confirmed.notes().stream().noneMatch(note -> note.text().endsWith(NOT_SURE));
      return sure && after.keep().size() > before.keep().size()
          ? Optional.of(confirmed)
          : Optional.empty();
    }
    return Optional.of(weighed);
  }

  /** The functions that call a function, and those that call them. */
  private List<Function> callers(Function function) {
    Set<Function> found = new LinkedHashSet<>();
    List<Function> next = List.of(function);
    for (int depth = 0; depth < DEEPEST && !next.isEmpty(); depth++) {
      List<Function> callers = next.stream().flatMap(this::callersOf).distinct().toList();
      next = callers.stream().filter(found::add).toList();
    }
    found.remove(function);
    return List.copyOf(found);
  }

  private Stream<Function> callersOf(Function function) {
    String name = function.name();
    return functions()
        .filter(one -> !one.fullName().equals(function.fullName()))
        .filter(one -> project.text(one).contains(name))
        .filter(one -> project.callees(one).contains(function.fullName()));
  }

  private Stream<Function> functions() {
    return project.modules().stream().flatMap(module -> module.functions().stream());
  }

  /**
   * Why it is not certain that nobody reads the fields that are left out, or "" when nothing in the
   * project does.
   */
  private String unknown(Fix.SelectFields fix, List<String> used, List<Function> readers) {
    if (readers.size() == 1) {
      return "it gives the rows back, and what its callers and templates read is not known";
    }
    for (String column : fix.wide()) {
      String field = field(fix.table(), column);
      Optional<String> reader =
          used.contains(column)
              ? Optional.empty()
              : functions()
                  .filter(one -> !readers.contains(one))
                  .filter(one -> reads(oneLine(project.text(one)), field))
                  .map(Function::fullName)
                  .findFirst()
                  .or(() -> template(field));
      if (reader.isPresent()) {
        return "it gives the rows back, and "
            + reader.get()
            + " reads "
            + field
            + ", of these rows or of others";
      }
    }
    return "";
  }

  private Optional<String> template(String field) {
    return project.templates().stream()
        .filter(path -> reads(oneLine(project.lines(path, 1, Integer.MAX_VALUE)), field))
        .findFirst();
  }

  private static Verdict with(
      Verdict.Confirmed verdict,
      Fix.SelectFields fix,
      List<String> used,
      Place place,
      String unknown) {
    List<String> keep = new ArrayList<>(fix.keep());
    keep.addAll(used);
    List<String> leave = fix.wide().stream().filter(c -> !used.contains(c)).toList();
    List<Note> notes = new ArrayList<>(verdict.notes());
    notes.add(
        new Note(
            "source",
            place.function()
                + " does not read "
                + String.join(", ", leave)
                + (unknown.isEmpty() ? "." : "; " + unknown + NOT_SURE)));
    return new Verdict.Confirmed(
        verdict.title(),
        verdict.confidence(),
        unknown.isEmpty() ? verdict.savedMs() : Verdict.UNKNOWN_SAVING,
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

  private static String oneLine(String text) {
    return text.replaceAll("\\s+", " ").strip();
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
