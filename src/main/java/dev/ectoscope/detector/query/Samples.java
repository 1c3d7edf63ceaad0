package dev.ectoscope.detector.query;

import dev.ectoscope.log.Position;
import dev.ectoscope.postgres.term.ElixirTerm;
import dev.ectoscope.workload.Execution;
import dev.ectoscope.workload.QueryCall;
import dev.ectoscope.workload.StatementStatistics;
import dev.ectoscope.workload.UnitOfWork;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The parameters of the few executions that are kept of a statement. */
final class Samples {

  /** {@code ~U[2026-01-02 08:30:00Z]} to the minute. */
  private static final Pattern TIME =
      Pattern.compile("^((?:~[UN]\\[)?\\d{4}-\\d\\d-\\d\\d[ T]\\d\\d:\\d\\d):.*");

  static final Samples NONE = new Samples(List.of(), false);

  private final List<List<String>> lists;
  private final boolean complete;
  private final boolean keyByKey;

  private Samples(List<Execution> executions, boolean keyByKey) {
    this.keyByKey = keyByKey;
    List<ElixirTerm.Parsed> parsed =
        executions.stream().map(e -> ElixirTerm.parse(e.parameters().text())).toList();
    this.complete = parsed.stream().allMatch(ElixirTerm.Parsed::complete);
    this.lists =
        parsed.stream().filter(ElixirTerm.Parsed::complete).map(ElixirTerm.Parsed::values).toList();
  }

  static Samples of(StatementStatistics statistics) {
    return new Samples(statistics.executions(), false);
  }

  static Samples of(List<Execution> executions) {
    return new Samples(executions, false);
  }

  /** Those of the loop's own call site. */
  static Samples of(Loop loop) {
    List<Execution> all = loop.repetition().group().executions();
    return loop.isKeyByKey()
        ? new Samples(all.stream().filter(e -> !e.parameters().mayHoldSeveral()).toList(), true)
        : new Samples(all, false);
  }

  /** Those of the unit that shows the loop best; none where it may be several units. */
  static Samples ofOneUnit(Loop loop) {
    UnitOfWork unit = loop.example();
    if (unit.overlapping() > 1) {
      return NONE;
    }
    Set<Position> own = unit.calls().stream().map(QueryCall::position).collect(Collectors.toSet());
    return new Samples(
        loop.repetition().group().executions().stream()
            .filter(e -> own.contains(e.position()))
            .toList(),
        false);
  }

  /** The values seen of {@code $n}. */
  List<String> values(int parameter) {
    return lists.stream()
        .filter(l -> parameter > 0 && parameter <= l.size())
        .map(l -> l.get(parameter - 1))
        .filter(Objects::nonNull)
        .toList();
  }

  long distinct(int parameter) {
    return values(parameter).stream().distinct().count();
  }

  /** The same, times of one minute as one. */
  long distinctButNow(int parameter) {
    return values(parameter).stream()
        .map(value -> TIME.matcher(value).replaceFirst("$1"))
        .distinct()
        .count();
  }

  /** Whether one value of {@code $key} came with several of {@code $other}. */
  boolean differWithin(int key, int other) {
    return pairs(key, other) > distinct(key);
  }

  private long pairs(int key, int other) {
    return lists.stream()
        .filter(l -> Math.min(key, other) > 0 && Math.max(key, other) <= l.size())
        .map(l -> l.get(key - 1) + " " + l.get(other - 1))
        .distinct()
        .count();
  }

  /** Whether every array seen at {@code $n} holds at most one element. */
  boolean areSingle(int parameter) {
    if (keyByKey && parameter > 0) {
      return true;
    }
    List<String> arrays = values(parameter);
    return complete && !arrays.isEmpty() && arrays.stream().noneMatch(Samples::holdsSeveral);
  }

  private static boolean holdsSeveral(String array) {
    boolean quoted = false;
    for (int i = 0; i < array.length(); i++) {
      char c = array.charAt(i);
      if (c == '\\') {
        i++;
      } else if (c == '"') {
        quoted = !quoted;
      } else if (c == ',' && !quoted) {
        return true;
      }
    }
    return false;
  }
}
