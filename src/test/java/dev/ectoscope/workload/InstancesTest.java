package dev.ectoscope.workload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ectoscope.log.CallSite;
import dev.ectoscope.log.InputFile;
import dev.ectoscope.log.LogEvent;
import dev.ectoscope.log.Parameters;
import dev.ectoscope.log.Position;
import dev.ectoscope.log.StatementText;
import dev.ectoscope.sql.Fingerprint;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Containers come and go: a log may mix lines of any number of them. */
class InstancesTest {

  private static final StatementText TEXT =
      new StatementText("SELECT 1 FROM books", Fingerprint.of("SELECT 1 FROM books"));

  private static final int MANY = 2_000;

  @Test
  void aFewAreHeldHoweverLongTheyAreSilent() {
    Tally tally = new Tally(Lines.SQL, Lines.LOW, List.of());
    Instances instances = new Instances(Lines.LOW, tally);
    UnitAssembly first = instances.of(query(1, "web-0"));
    for (int i = 1; i < Instances.FEW; i++) {
      instances.of(query(1000L * i, "web-" + i));
    }
    assertThat(instances.of(query(1_000_000, "web-0"))).isSameAs(first);
  }

  @Test
  void ofVeryManyThoseAreHeldThatStillMayGoOn() {
    Tally tally = new Tally(Lines.SQL, Lines.LOW, List.of());
    Instances instances = new Instances(Lines.LOW, tally);
    int most = 0;
    for (int i = 1; i <= MANY; i++) {
      LogEvent.Query query = query(i, "pod-" + i);
      add(tally, instances, query);
      most = Math.max(most, instances.size());
    }
    assertThat(most).isLessThanOrEqualTo(Instances.FEW + 2 * Lines.LOW.silence());
    assertThat(tally.parts).as("may have begun in what stands before").hasSizeLessThan(100);
    instances.end();
    tally.close();
    assertThat(tally.statements.find(TEXT.fingerprint()).units()).isEqualTo(MANY);
  }

  /** One instance goes on while others come and go: its unit is one. */
  @Test
  void whatGoesOnIsNotCut() {
    WorkloadBuilder builder = new WorkloadBuilder(Lines.SQL, List.of(), Lines.LOW);
    for (int i = 1; i <= MANY; i++) {
      builder.accept(query(i, i % 10 == 0 ? "stays" : "pod-" + i));
    }
    Workload workload = builder.build(InputFile.unreadable("log", "made up"));
    assertThat(workload.units()).isEqualTo(MANY - MANY / 10 + 1);
    assertThat(workload.totals().queries()).isEqualTo(MANY);
  }

  private static void add(Tally tally, Instances instances, LogEvent.Query query) {
    QueryGroup group =
        tally.group(
            TEXT.fingerprint(), TEXT.text(), query.callSite(), query.position(), query.source());
    instances.of(query).add(query, group);
  }

  private static LogEvent.Query query(long at, String instance) {
    return new LogEvent.Query(
        new Position("log", at),
        at * 10,
        new LogEvent.Process("F1", "", instance),
        true,
        "books",
        10,
        LogEvent.ABSENT,
        1,
        LogEvent.ABSENT,
        TEXT,
        Parameters.NONE,
        CallSite.UNKNOWN,
        false);
  }
}
