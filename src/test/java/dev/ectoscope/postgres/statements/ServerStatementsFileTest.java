package dev.ectoscope.postgres.statements;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerStatementsFileTest {

  @TempDir static Path folder;

  private static final String PSQL =
      """
      userid,dbid,toplevel,queryid,query,plans,total_plan_time,calls,total_exec_time,rows
      10,5,t,-42,"SELECT a
      FROM ""t"" WHERE b = $1",0,0,3,1234.5,6
      10,5,f,43,SELECT 1,0,0,2,0.25,2
      """;

  private static ServerStatements read(String text) {
    return read(text, StandardCharsets.UTF_8);
  }

  private static ServerStatements read(String text, Charset charset) {
    try {
      Path file = Files.createTempFile(folder, "pgss", ".csv");
      Files.write(file, text.getBytes(charset));
      return ServerStatementsFile.read(file);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static void isRefused(String text, String why) {
    ThrowingCallable reading = () -> read(text);
    assertThatThrownBy(reading)
        .isInstanceOf(ServerStatementsFile.NotUnderstood.class)
        .hasMessageContaining(why);
  }

  @Test
  void refusesWhatIsNoExportAndSaysWhatToDo() {
    isRefused("", "is empty. Make it with psql");
    isRefused("10:00 [debug] QUERY OK\nSELECT 1\n", "does not begin with the names");
    isRefused("42,SELECT 1,3,0.5\n", "does not begin with the names");
    isRefused("queryid,query,mean_exec_time\n1,SELECT 1,2\n", "lacks calls (it has queryid");
    isRefused("query,calls\nSELECT 1,2\n", "lacks total_exec_time");
    isRefused("{\"a\": 1}", "but no snapshot");
    isRefused("query,calls,total_time\n\"SELECT 1,2,3\n", "ends in the middle");
    assertThatThrownBy(() -> ServerStatementsFile.read(folder.resolve("none.csv")))
        .hasMessageContaining("check the path");
  }

  @Test
  void readsWhatPsqlCopies() {
    ServerStatements read = read(PSQL);
    assertThat(read.rows()).hasSize(2);
    ServerStatements.Row first = read.rows().get(0);
    assertThat(first.queryId()).isEqualTo("-42");
    assertThat(first.query()).isEqualTo("SELECT a\nFROM \"t\" WHERE b = $1");
    assertThat(first.toplevel()).isTrue();
    assertThat(first.counters().calls()).isEqualTo(3);
    assertThat(first.counters().totalMs()).isEqualTo(1234.5);
    assertThat(first.counters().sharedHit()).isNaN();
    assertThat(read.rows().get(1).toplevel()).isFalse();
    assertThat(read.missing())
        .containsExactly("max_exec_time", "shared_blks_hit", "shared_blks_read");
  }

  @Test
  void readsSpreadsheetsAndOldVersions() {
    ServerStatements sheet =
        read(
            "\ufeffQuery;Calls;Total time;Query ID\r\n\"SELECT 1\";1.234;1.234,5;4,2E+17\r\n"
                + "(1 row)\r\n");
    assertThat(sheet.rows()).hasSize(1);
    assertThat(sheet.rows().get(0).queryId()).isEmpty();
    assertThat(sheet.rows().get(0).counters().totalMs()).isEqualTo(1234.5);
    assertThat(sheet.notes()).isEmpty();
    ServerStatements tab =
        read("query\tcalls\tmean_time\nSELECT é\t4\t2.5\n", StandardCharsets.ISO_8859_1);
    assertThat(tab.rows().get(0).counters().totalMs()).isEqualTo(10);
    String windows = "\ufeffquery,calls,total_time\r\nSELECT 1,2,3\r\n";
    assertThat(read(windows, StandardCharsets.UTF_16LE).rows()).hasSize(1);
  }

  @Test
  void readsAnyOrderOfColumnsAndEntriesWithoutTextOrCalls() {
    ServerStatements read =
        read(
            "rows,stddev_time,calls,query,total_time,queryid,extra\n"
                + "0,0,0,SELECT planned_only($1),0,7,x\n"
                + "3,1.5,2,<insufficient privilege>,9,,x\n"
                + "4,1.5,2,,9,8,x\n"
                + "5,,1,\"SELECT 1,\n 2\",1.5,9,x\n");
    assertThat(read.notes()).isEmpty();
    assertThat(read.rows())
        .extracting(
            row -> row.counters().calls() + " " + row.counters().totalMs() + " " + row.isHidden())
        .containsExactly("0.0 0.0 false", "2.0 9.0 true", "2.0 9.0 true", "1.0 1.5 false");
    assertThat(read.rows().get(3).query()).isEqualTo("SELECT 1,\n 2");
    assertThat(StatementOrigin.of(read.rows().get(2))).isEqualTo(StatementOrigin.HIDDEN);
  }

  @Test
  void saysWhatItCouldNotRead() {
    assertThat(read("query,calls,total_time\nSELECT 1,two,3\nSELECT 2,2,3\n").notes())
        .containsExactly("1 row of the file could not be read");
    assertThat(read("query,calls,total_time\n").notes())
        .containsExactly("the file holds no statement");
  }

  @Test
  void keepsNoLiteralAndNoComment() {
    ServerStatements read =
        read(
            "query,calls,total_time\nALTER ROLE x PASSWORD 'se''cret',1,1\n"
                + "SELECT 1 /* user:77 */,1,1\nSELECT 'cut of,1,1\nDO $x$ 'secret' $x$,1,1\n");
    assertThat(read.rows().toString())
        .contains("ALTER ROLE x PASSWORD '…'")
        .doesNotContain("cret", "user:77", "cut of");
  }

  @Test
  void goesThroughASnapshot() {
    ServerStatements read = read(PSQL);
    assertThat(read(ServerStatementsFile.write(read))).isEqualTo(read);
  }

  @Property(tries = 200)
  void neverFailsWithAnythingButASentence(@ForAll @StringLength(max = 300) String text)
      throws IOException {
    for (String start : new String[] {"", "query,calls,total_time\n"}) {
      Path file = Files.createTempFile("pgss", ".csv");
      try {
        Files.writeString(file, start + text.replace("\ud800", ""), StandardCharsets.UTF_16LE);
        ServerStatementsFile.read(file);
      } catch (ServerStatementsFile.NotUnderstood e) {
        assertThat(e.getMessage()).isNotBlank();
      } finally {
        Files.delete(file);
      }
    }
  }
}
