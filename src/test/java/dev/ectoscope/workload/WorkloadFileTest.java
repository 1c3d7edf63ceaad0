package dev.ectoscope.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ectoscope.workload.Lines.Line;
import dev.ectoscope.workload.WorkloadFile.WorkloadNotUnderstood;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is saved is what is read again; what is not whole is refused in a sentence. */
class WorkloadFileTest {

  private static final List<Line> LOG =
      List.of(
          new Line(1, 0, 1, 120, 1, true),
          new Line(1, 0, 1, 130, 2, true),
          new Line(2, 2, 2, 90, 3, false));

  @Provide
  Arbitrary<List<Line>> logs() {
    return Lines.logs();
  }

  @Property(tries = 100)
  void savedAndReadAgainItIsTheSame(@ForAll("logs") List<Line> log) throws IOException {
    Path file = Files.createTempFile("workload", ".saved");
    try {
      Workload saved = Lines.read(log, Lines.LOW);
      Files.write(file, WorkloadFile.write(saved));
      Workload read = WorkloadFile.read(file, Lines.SQL, Lines.PATTERNS, Lines.LOW);
      assertThat(WorkloadFile.write(read)).isEqualTo(WorkloadFile.write(saved));
      assertThat(read.totals()).isEqualTo(saved.totals());
      assertThat(read.limits()).isEqualTo(saved.limits());
    } finally {
      Files.delete(file);
    }
  }

  @Property(tries = 50)
  void savedHalvesMakeTheWhole(@ForAll("logs") List<Line> log) throws IOException {
    Path first = Files.createTempFile("first", ".saved");
    Path second = Files.createTempFile("second", ".saved");
    try {
      int half = log.size() / 2;
      Files.write(first, WorkloadFile.write(Lines.read(log, 0, half, Limits.STANDARD)));
      Files.write(second, WorkloadFile.write(Lines.read(log, half, log.size(), Limits.STANDARD)));
      Workload merged =
          WorkloadFile.read(first, Lines.SQL, Lines.PATTERNS)
              .merge(WorkloadFile.read(second, Lines.SQL, Lines.PATTERNS));
      Workload whole = Lines.read(log, Limits.STANDARD);
      assertThat(merged.totals()).isEqualTo(whole.totals());
      assertThat(merged.units()).isEqualTo(whole.units());
    } finally {
      Files.delete(first);
      Files.delete(second);
    }
  }

  @Test
  void textsOfParametersAreNotWritten(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("saved");
    Files.write(file, WorkloadFile.write(Lines.read(LOG, Limits.STANDARD)));
    Workload read = WorkloadFile.read(file, Lines.SQL, Lines.PATTERNS);
    assertThat(read.statements())
        .flatExtracting(StatementStatistics::executions)
        .extracting(e -> e.parameters().text())
        .containsOnly("[1, \"text-1\"]", "[2, \"text-1\"]", "[3, \"text-1\"]");
  }

  @Test
  void equalTextsStayEqualAndWildCardsStay() {
    ParameterMask mask = new ParameterMask();
    assertThat(mask.apply("[\"%a\\\"b%\", \"x\", nil, 7, \"x\", \"\"]"))
        .isEqualTo("[\"%text-1%\", \"text-2\", nil, 7, \"text-2\", \"\"]");
  }

  @Test
  void whateverIsCutOffIsRefused(@TempDir Path folder) throws IOException {
    byte[] whole = WorkloadFile.write(Lines.read(LOG, Limits.STANDARD));
    Path file = folder.resolve("cut");
    for (int length = 0; length < whole.length; length++) {
      Files.write(file, Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> WorkloadFile.read(file, Lines.SQL, Lines.PATTERNS))
          .isInstanceOf(WorkloadNotUnderstood.class)
          .hasMessageContaining("--save-workload");
    }
  }

  @Test
  void aDamagedByteIsRefused(@TempDir Path folder) throws IOException {
    byte[] damaged = WorkloadFile.write(Lines.read(LOG, Limits.STANDARD));
    damaged[damaged.length / 2] ^= 0x10;
    Path file = Files.write(folder.resolve("damaged"), damaged);
    assertThatThrownBy(() -> WorkloadFile.read(file, Lines.SQL, Lines.PATTERNS))
        .isInstanceOf(WorkloadNotUnderstood.class)
        .hasMessageContaining("damaged");
  }

  @Test
  void anotherVersionIsNamed(@TempDir Path folder) throws IOException {
    byte[] later = "ectoscope.workload/10\n".getBytes(StandardCharsets.US_ASCII);
    Path file = Files.write(folder.resolve("later"), later);
    assertThatThrownBy(() -> WorkloadFile.read(file, Lines.SQL, Lines.PATTERNS))
        .isInstanceOf(WorkloadNotUnderstood.class)
        .hasMessageContaining("format 10, this one reads 9");
  }
}
