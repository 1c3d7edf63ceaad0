package dev.ectoscope.workload;

import dev.ectoscope.log.CallSite;
import dev.ectoscope.log.InputFile;
import dev.ectoscope.log.LogEvent.Failure;
import dev.ectoscope.log.LogEvent.FailureKind;
import dev.ectoscope.log.LogEvent.Process;
import dev.ectoscope.log.Parameters;
import dev.ectoscope.log.Position;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads what {@link TallyWriter} wrote into an empty tally. */
final class TallyReader {

  private final PackReader in;
  private final Tally tally;

  TallyReader(PackReader in, Tally tally) {
    this.in = in;
    this.tally = tally;
  }

  void read() throws IOException {
    inputs();
    long[] sums = exactly(4, in.numbers());
    tally.idle = sums[0];
    tally.from = sums[1];
    tally.to = sums[2];
    tally.cutUnits = sums[3];
    long[] others = exactly(3, in.numbers());
    tally.otherSets = others[0];
    tally.otherFailures = others[1];
    tally.otherSightings = others[2];
    long[] units = exactly(tally.units.length, in.numbers());
    System.arraycopy(units, 0, tally.units, 0, units.length);
    bars(exactly(9, in.numbers()));
    byName(tally.sources);
    tally.otherStatements.add(DistinctCount.unpacked(in.numbers()));
    tally.otherGroups.add(DistinctCount.unpacked(in.numbers()));
    byName(tally.otherVerbs);
    others();
    for (int left = in.count(); left > 0; left--) {
      statement();
    }
    sets();
    names();
    begun();
    waiting();
    failures();
    sightings();
    parts();
  }

  private static long[] exactly(int length, long[] numbers) throws IOException {
    if (numbers.length != length) {
      throw new IOException("numbers are missing");
    }
    return numbers;
  }

  private void bars(long[] bars) {
    tally.statements.lower(bars[0]);
    tally.groups.lower(bars[1]);
    tally.sets.lower(bars[2]);
    tally.names.lower(bars[3]);
    tally.failures.lower(bars[4]);
    tally.sightings.lower(bars[5]);
    tally.begun.lower(bars[6]);
    tally.sources.lower(bars[7]);
    tally.otherVerbs.lower(bars[8]);
  }

  private void inputs() throws IOException {
    for (int left = in.count(); left > 0; left--) {
      String path = in.text();
      String format = in.text();
      long[] counts = exactly(4, in.numbers());
      List<InputFile.Unread> unread = new ArrayList<>();
      for (int lines = in.count(); lines > 0; lines--) {
        unread.add(new InputFile.Unread(in.number(), in.text()));
      }
      String database = in.text();
      List<String> bounds = new ArrayList<>();
      for (int reasons = in.count(); reasons > 0; reasons--) {
        bounds.add(in.text());
      }
      tally.inputs.add(
          new InputFile(
              path, format, counts[0], counts[1], counts[2], counts[3], unread, database, bounds));
    }
  }

  private void byName(ByName queries) throws IOException {
    queries.restoreOthers(in.number());
    counts(queries.told());
  }

  private void counts(Map<String, long[]> into) throws IOException {
    for (int left = in.count(); left > 0; left--) {
      into.put(in.text(), new long[] {in.number()});
    }
  }

  private void others() throws IOException {
    in.text();
    in.text();
    in.position();
    in.text();
    content(tally.others);
  }

  private void statement() throws IOException {
    String fingerprint = in.text();
    String text = in.text();
    Position first = in.position();
    String source = in.text();
    StatementStatistics one =
        tally.statements.get(fingerprint, f -> tally.made(f, text, first, source));
    if (one == null) {
      throw new IOException("a statement is there that was left out");
    }
    content(one);
  }

  private void content(StatementStatistics one) throws IOException {
    long[] sums = exactly(2, in.numbers());
    one.countUnits(sums[0]);
    long before = one.weight();
    one.restoreLongest((int) sums[1]);
    tally.statements.heavier(one.weight() - before);
    in.example(one.best());
    one.values().add(DistinctCount.unpacked(in.numbers()));
    one.read(asked());
    in.key();
    sums(one.rest());
    for (int left = in.count(); left > 0; left--) {
      GroupKey key = in.key();
      QueryGroup group = tally.groups.get(key, k -> one.join(new QueryGroup(k, one)));
      if (group == null) {
        throw new IOException("a call site is there that was left out");
      }
      sums(group);
    }
    if (in.flag()) {
      failed(one.failed());
    }
  }

  private Execution execution() throws IOException {
    Position position = in.position();
    long db = in.number();
    return new Execution(
        position, db, new Parameters(in.number(), in.text()), Math.toIntExact(in.number()));
  }

  private @Nullable AskedText asked() throws IOException {
    return in.flag() ? new AskedText(in.text(), Math.toIntExact(in.number()), in.position()) : null;
  }

  private void sums(QueryGroup group) throws IOException {
    group.read(asked());
    group.restore(exactly(8, in.numbers()), LatencyDistribution.unpacked(in.numbers()));
    for (int left = in.count(); left > 0; left--) {
      group.slowest().add(execution());
    }
    for (int left = in.count(); left > 0; left--) {
      group.sample().add(execution());
    }
    for (int left = in.count(); left > 0; left--) {
      bursts(group);
    }
  }

  private void bursts(QueryGroup group) throws IOException {
    var unitKind = in.kind();
    long[] k = exactly(9, in.numbers());
    BurstClass kind =
        new BurstClass(
            unitKind,
            (int) k[0],
            k[1] == 1,
            k[2] == 1,
            k[3] == 1,
            BurstClass.Uninterrupted.values()[(int) k[4]],
            k[5],
            k[6] == 1,
            k[7] == 1,
            (int) k[8]);
    Bursts bursts = group.bursts(kind);
    bursts.restore(
        exactly(11, in.numbers()),
        LatencyDistribution.unpacked(in.numbers()),
        DistinctCount.unpacked(in.numbers()));
    for (int left = in.count(); left > 0; left--) {
      bursts.restore(in.key(), in.number());
    }
    bursts.restoreNamesBar(in.number());
    for (int left = in.count(); left > 0; left--) {
      bursts.restore(new UnitName(in.kind(), in.text()), in.number());
    }
    in.example(bursts.best());
  }

  private void failed(FailedQueries failed) throws IOException {
    failed.restore(exactly(3, in.numbers()));
    for (int left = in.count(); left > 0; left--) {
      failed.restore(failureKind(), in.number());
    }
    for (int left = in.count(); left > 0; left--) {
      failed.restore(in.text(), in.position());
    }
    for (int left = in.count(); left > 0; left--) {
      failed.restore(in.key());
    }
    in.example(failed.best());
  }

  private FailureKind failureKind() throws IOException {
    int ordinal = in.count();
    if (ordinal >= FailureKind.values().length) {
      throw new IOException("a kind is unknown");
    }
    return FailureKind.values()[ordinal];
  }

  private void sets() throws IOException {
    for (int left = in.count(); left > 0; left--) {
      tally.sets.entries().put(new StatementSet(in.numbers()), new long[] {in.number()});
    }
  }

  private void names() throws IOException {
    for (int left = in.count(); left > 0; left--) {
      UnitStatistics named = new UnitStatistics(new UnitName(in.kind(), in.text()));
      named.restore(exactly(4, in.numbers()), LatencyDistribution.unpacked(in.numbers()));
      tally.names.entries().put(named.name(), named);
    }
  }

  private void begun() throws IOException {
    for (int left = in.count(); left > 0; left--) {
      tally.begun.add(new UnitName(in.kind(), in.text()), in.number());
    }
  }

  private void waiting() throws IOException {
    tally.waiting.checkouts().add(LatencyDistribution.unpacked(in.numbers()));
    for (Waiting.Waiters one : List.of(tally.waiting.waited(), tally.waiting.dropped())) {
      one.restore(exactly(3, in.numbers()));
      in.example(one.best());
    }
  }

  private void failures() throws IOException {
    for (int left = in.count(); left > 0; left--) {
      tally.fail(
          new FailureReports(
              failureKind(),
              in.text(),
              in.text(),
              new CallSite(in.text(), in.text(), (int) in.number()),
              in.number(),
              in.position(),
              in.text(),
              in.number()));
    }
  }

  private void sightings() throws IOException {
    for (int left = in.count(); left > 0; left--) {
      String pattern = in.text();
      String variant = in.text();
      List<GroupKey> groups = new ArrayList<>();
      for (int keys = in.count(); keys > 0; keys--) {
        groups.add(in.key());
      }
      Sighting one = new Sighting(new Sighting.Key(pattern, variant, groups));
      one.restore(
          exactly(4, in.numbers()),
          LatencyDistribution.unpacked(in.numbers()),
          DistinctCount.unpacked(in.numbers()));
      in.example(one.best());
      tally.sightings.entries().put(one.key(), one);
    }
  }

  /** As much of a report as explains a failed query. */
  private Failure failure() throws IOException {
    Position position = in.position();
    FailureKind kind = failureKind();
    return new Failure(
        position, -1, Process.UNKNOWN, kind, "", "", in.text(), -1, CallSite.UNKNOWN);
  }

  private void parts() throws IOException {
    for (int left = in.count(); left > 0; left--) {
      OpenUnit part = new OpenUnit(in.text(), in.text(), in.text());
      part.kind = in.kind();
      part.name = in.text();
      part.action = in.text();
      part.view = in.text();
      part.input = in.text();
      long[] n = exactly(6, in.numbers());
      part.overlapping = (int) n[0];
      part.duration = n[1];
      part.begins = n[2] == 1;
      part.ended = n[3] == 1;
      part.firstEvent = n[4];
      part.lastEvent = n[5];
      for (int calls = in.count(); calls > 0; calls--) {
        QueryCall call = in.call();
        call = call.tiedTo(tally.groupOf(call.key()));
        call.failure = in.flag() ? failure() : null;
        part.calls.add(call);
      }
      for (int failures = in.count(); failures > 0; failures--) {
        part.add(failure());
      }
      tally.keep(part);
    }
  }
}
