package dev.ectoscope.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ectoscope.log.InputFile;
import dev.ectoscope.log.reading.LogReader;
import dev.ectoscope.sql.SqlReader;
import dev.ectoscope.workload.GroupKey;
import dev.ectoscope.workload.UnitOfWork;
import dev.ectoscope.workload.UnitPattern;
import dev.ectoscope.workload.Workload;
import dev.ectoscope.workload.WorkloadBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/** A unit that a pattern passes over holds nothing of it. */
class UnitPatternsTest {

  @Test
  void whatIsSightedIsWhatLookingAtEveryUnitSights() throws IOException {
    Path log = Path.of("src/test/resources/second-app/prod.log.gz");
    Workload all = read(log, Detectors.PATTERNS.stream().map(UnitPatternsTest::mindful).toList());
    Workload minded = read(log, Detectors.PATTERNS);
    for (UnitPattern pattern : Detectors.PATTERNS) {
      assertThat(said(minded, pattern)).isEqualTo(said(all, pattern));
    }
    assertThat(Detectors.PATTERNS).anyMatch(pattern -> !said(all, pattern).isEmpty());
  }

  private static List<String> said(Workload workload, UnitPattern pattern) {
    return workload.sightings(pattern).stream()
        .map(s -> s.variant() + " " + s.groups() + " " + s.count() + " " + s.occurrences())
        .toList();
  }

  private static Workload read(Path log, List<UnitPattern> patterns) throws IOException {
    WorkloadBuilder builder = new WorkloadBuilder(new SqlReader(), patterns);
    try (InputStream bytes = new GZIPInputStream(Files.newInputStream(log))) {
      InputFile input = new LogReader(builder).read("log", bytes, read -> {});
      return builder.build(input);
    }
  }

  /** The same, which minds everything. */
  private static UnitPattern mindful(UnitPattern pattern) {
    return new UnitPattern() {
      @Override
      public String id() {
        return pattern.id();
      }

      @Override
      public boolean minds(GroupKey group, String verb) {
        return true;
      }

      @Override
      public void look(UnitOfWork unit, Statements statements, Sink sink) {
        pattern.look(unit, statements, sink);
      }
    };
  }
}
