package dev.ectoscope.detector.query;

import dev.ectoscope.postgres.term.ElixirTerm;
import dev.ectoscope.workload.Execution;
import dev.ectoscope.workload.StatementStatistics;
import java.util.List;
import java.util.Objects;

/** The parameters of the few executions that are kept of a statement. */
final class Samples {

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
