package dev.ectoscope.workload;

import static java.util.Objects.requireNonNull;

import dev.ectoscope.log.InputFile;
import dev.ectoscope.log.LogEvent.Failure;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Writes all that a tally holds, in an order that depends on nothing but what it holds. */
final class TallyWriter {

  private final PackWriter out = new PackWriter();
  private final Tally tally;
  private final UnaryOperator<String> parameters;

  /**
   * @param parameters what is written of a printed parameter list
   */
  TallyWriter(Tally tally, UnaryOperator<String> parameters) {
    this.tally = tally;
    this.parameters = parameters;
  }

  byte[] write() {
    inputs();
    out.numbers(tally.idle, tally.from, tally.to, tally.cutUnits);
    out.numbers(tally.otherSets, tally.otherFailures, tally.otherSightings);
    out.numbers(tally.units);
    out.numbers(
        tally.statements.bar(),
        tally.leavesGroupsOut() ? tally.groups.bar() : Long.MAX_VALUE,
        tally.sets.bar(),
        tally.names.bar(),
        tally.failures.bar(),
        tally.sightings.bar(),
        tally.begun.bar(),
        tally.sources.bar(),
        tally.otherVerbs.bar());
    byName(tally.sources);
    out.numbers(tally.otherStatements.packed());
    out.numbers(tally.otherGroups.packed());
    byName(tally.otherVerbs);
    statement(tally.others);
    List<StatementStatistics> statements = new ArrayList<>(tally.statements.values());
    statements.sort(Comparator.comparing(StatementStatistics::fingerprint));
    out.number(statements.size());
    statements.forEach(this::statement);
    sets();
    names();
    begun();
    waiting();
    failures();
    sightings();
    parts();
    return out.bytes();
  }

  private void inputs() {
    out.number(tally.inputs.size());
    for (InputFile input : tally.inputs) {
      out.text(input.path());
      out.text(input.format());
      out.numbers(input.bytes(), input.lines(), input.headers(), input.understood());
      out.number(input.unread().size());
      for (InputFile.Unread unread : input.unread()) {
        out.number(unread.line());
        out.text(unread.reason());
      }
      out.text(input.database());
      out.number(input.lowerBounds().size());
      input.lowerBounds().forEach(out::text);
    }
  }

  private void byName(ByName queries) {
    out.number(queries.others());
    counts(queries.told());
  }

  private void counts(Map<String, long[]> counts) {
    out.number(counts.size());
    new TreeMap<>(counts)
        .forEach(
            (name, count) -> {
              out.text(name);
              out.number(count[0]);
            });
  }

  private void statement(StatementStatistics one) {
    out.text(one.fingerprint());
    out.text(one.text());
    out.position(one.first());
    out.text(one.source());
    out.numbers(one.units(), one.longest());
    out.example(one.best());
    out.numbers(one.values().packed());
    asked(one.asked());
    group(one.rest());
    List<QueryGroup> groups = new ArrayList<>(one.groups());
    groups.sort(Comparator.comparing(QueryGroup::key));
    out.number(groups.size());
    groups.forEach(this::group);
    out.flag(one.failures() != null);
    if (one.failures() != null) {
      failed(one.failures());
    }
  }

  private void group(QueryGroup group) {
    out.key(group.key());
    asked(group.asked());
    out.numbers(group.sums());
    out.numbers(group.latency().packed());
    executions(group.slowest().list());
    executions(group.sample().list());
    out.number(group.bursts().size());
    group.bursts().forEach(this::bursts);
  }

  private void asked(@Nullable AskedText asked) {
    out.flag(asked != null);
    if (asked != null) {
      out.text(asked.text());
      out.number(asked.literals());
      out.position(asked.first());
    }
  }

  private void executions(List<Execution> executions) {
    out.number(executions.size());
    for (Execution execution : executions) {
      out.position(execution.position());
      out.number(execution.db());
      out.number(execution.parameters().hash());
      out.text(parameters.apply(execution.parameters().text()));
      out.number(execution.literals());
    }
  }

  private void bursts(Bursts bursts) {
    BurstClass kind = bursts.kind();
    out.number(kind.kind().ordinal());
    out.numbers(
        kind.perUnit(),
        kind.mixed() ? 1 : 0,
        kind.parametersDiffer() ? 1 : 0,
        kind.held() ? 1 : 0,
        kind.uninterrupted().ordinal(),
        kind.pause(),
        kind.afterFailure() ? 1 : 0,
        kind.lists() ? 1 : 0,
        kind.place());
    out.numbers(bursts.sums());
    out.numbers(bursts.latency().packed());
    out.numbers(bursts.parameters().packed());
    Map<GroupKey, Long> inside = new TreeMap<>(bursts.inside());
    out.number(inside.size());
    inside.forEach(
        (outer, times) -> {
          out.key(outer);
          out.number(times);
        });
    out.number(bursts.namesBar());
    out.number(bursts.names().size());
    bursts
        .names()
        .forEach(
            (name, times) -> {
              name(name);
              out.number(times);
            });
    out.example(bursts.best());
  }

  private void name(UnitName name) {
    out.number(name.kind().ordinal());
    out.text(name.name());
  }

  private void failed(FailedQueries failed) {
    out.numbers(failed.count(), failed.units(), failed.spent());
    out.number(failed.byKind().size());
    new TreeMap<>(failed.byKind())
        .forEach(
            (kind, times) -> {
              out.number(kind.ordinal());
              out.number(times);
            });
    out.number(failed.texts().size());
    for (String text : failed.texts()) {
      out.text(text);
      out.position(requireNonNull(failed.textsWithPlaces().get(text)));
    }
    out.number(failed.keys().size());
    failed.keys().forEach(out::key);
    out.example(failed.best());
  }

  private void sets() {
    List<Map.Entry<StatementSet, long[]>> sets = new ArrayList<>(tally.sets.entries().entrySet());
    sets.sort(Comparator.comparing(set -> set.getKey().statements(), Arrays::compare));
    out.number(sets.size());
    for (Map.Entry<StatementSet, long[]> set : sets) {
      out.numbers(set.getKey().statements());
      out.number(set.getValue()[0]);
    }
  }

  private void names() {
    List<UnitStatistics> names = new ArrayList<>(tally.names.values());
    names.sort(Comparator.comparing(UnitStatistics::name));
    out.number(names.size());
    for (UnitStatistics named : names) {
      name(named.name());
      out.numbers(named.units(), named.calls(), named.db(), named.queue());
      out.numbers(named.duration().packed());
    }
  }

  private void begun() {
    Map<UnitName, Long> counts = tally.begun.counts();
    out.number(counts.size());
    counts.forEach(
        (name, count) -> {
          name(name);
          out.number(count);
        });
  }

  private void waiting() {
    out.numbers(tally.waiting.checkouts().packed());
    for (Waiting.Waiters one : List.of(tally.waiting.waited(), tally.waiting.dropped())) {
      out.numbers(one.count(), one.queue(), one.units());
      out.example(one.best());
    }
  }

  private void failures() {
    List<FailureReports> all = new ArrayList<>();
    tally.failures.values().forEach(f -> all.add(f[0]));
    all.sort(FailureReports.ORDER.thenComparing(FailureReports::toString));
    out.number(all.size());
    for (FailureReports one : all) {
      out.number(one.kind().ordinal());
      out.text(one.repo());
      out.text(one.code());
      out.text(one.callSite().printed());
      out.text(one.callSite().file());
      out.number(one.callSite().line());
      out.number(one.count());
      out.position(one.first());
      out.text(one.text());
      out.number(one.longest());
    }
  }

  private void sightings() {
    List<Sighting> all = new ArrayList<>(tally.sightings.values());
    all.sort(Comparator.comparing(s -> s.key().toString()));
    out.number(all.size());
    for (Sighting one : all) {
      out.text(one.key().pattern());
      out.text(one.variant());
      out.number(one.groups().size());
      one.groups().forEach(out::key);
      out.numbers(one.count(), one.units(), one.occurrences(), one.tenths());
      out.numbers(one.times().packed());
      out.numbers(one.parameters().packed());
      out.example(one.best());
    }
  }

  private void call(QueryCall call) {
    out.call(call);
    out.flag(call.failure != null);
    if (call.failure != null) {
      failure(call.failure);
    }
  }

  private void failure(Failure one) {
    out.position(one.position());
    out.number(one.kind().ordinal());
    out.text(one.text());
  }

  private void parts() {
    List<OpenUnit> all = new ArrayList<>();
    tally.parts.values().forEach(same -> all.addAll(Parts.joined(same, tally.limits)));
    out.number(all.size());
    for (OpenUnit part : all) {
      out.text(part.prefix);
      out.text(part.id());
      out.text(part.at);
      out.number(part.kind.ordinal());
      out.text(part.name);
      out.text(part.action);
      out.text(part.view);
      out.text(part.input);
      out.numbers(
          part.overlapping,
          part.duration,
          part.begins ? 1 : 0,
          part.ended ? 1 : 0,
          part.firstEvent,
          part.lastEvent);
      part.sort();
      out.number(part.calls.size());
      part.calls.forEach(this::call);
      out.number(part.failures.size());
      part.failures.forEach(this::failure);
    }
  }
}
