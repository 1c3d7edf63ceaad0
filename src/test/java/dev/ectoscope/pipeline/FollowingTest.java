package dev.ectoscope.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ectoscope.log.InputFile;
import dev.ectoscope.log.Period;
import dev.ectoscope.log.input.LogInputException;
import dev.ectoscope.log.reading.LogFormat;
import dev.ectoscope.review.Finding;
import dev.ectoscope.review.Review;
import dev.ectoscope.sql.SqlReader;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code --follow}. */
class FollowingTest {

  private static final Advisor EARLY = new Advisor(Detectors.ALL, Advisor.Witness.NONE);

  @TempDir Path folder;
  private final BlockingQueue<Finding> found = new LinkedBlockingQueue<>();
  private Following following;
  private CompletableFuture<Sources> running;

  @AfterEach
  void end() {
    if (following != null) {
      following.stop();
    }
  }

  /** A request that loads a row at a time. */
  private static String loop(String request, String table) {
    StringBuilder log = new StringBuilder();
    for (int i = 10; i < 30; i++) {
      log.append("10:00:00.1").append(i).append(" request_id=").append(request);
      log.append(" [debug] QUERY OK source=\"")
          .append(table)
          .append("\" db=2.0ms\nSELECT x.\"id\" FROM \"");
      log.append(table).append("\" AS x WHERE (x.\"id\" = $1) [").append(i).append("]\n");
    }
    return log.toString();
  }

  private CompletableFuture<Sources> follow(Path log) {
    following =
        new Following(
            log.toString(), new SqlReader(), EARLY, Period.ALL, LogFormat.DETECTED, found::add);
    running = CompletableFuture.supplyAsync(following::follow);
    return running;
  }

  private static void append(Path log, String text) throws Exception {
    Files.writeString(log, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  /** Waits, since a machine may be busy; fails when it does not come at all. */
  private Finding next() throws Exception {
    Finding finding = found.poll(60, TimeUnit.SECONDS);
    assertThat(finding).isNotNull();
    return finding;
  }

  @Test
  void findingsAreToldOnceAndTheLogIsFollowedThroughRenamingAndCutting() throws Exception {
    Path log = folder.resolve("app.log");
    append(log, loop("F1", "books"));
    CompletableFuture<Sources> followed = follow(log);
    assertThat(next().tables()).containsExactly("books");

    // logrotate's way: renamed, and made anew
    Files.move(log, folder.resolve("app.log.1"));
    append(log, loop("F2", "books") + loop("F3", "shelves"));
    assertThat(next().tables()).containsExactly("shelves");

    // copytruncate
    Files.writeString(log, "");
    Thread.sleep(600);
    append(log, loop("F4", "rooms"));
    assertThat(next().tables()).containsExactly("rooms");

    following.stop();
    Sources whole = followed.get(60, TimeUnit.SECONDS);
    assertThat(whole.workload().totals().queries()).isEqualTo(80);
    assertThat(found).isEmpty();
    Review review = EARLY.advise(whole, Instant.now());
    assertThat(review.input().files()).hasSize(1);
    assertThat(review.input().files().get(0).understood()).isEqualTo(80);
  }

  @Test
  void aUnitOfWorkAcrossAPauseStaysOne() throws Exception {
    Path log = folder.resolve("app.log");
    append(log, loop("F1", "books"));
    CompletableFuture<Sources> followed = follow(log);
    next();
    append(log, loop("F1", "books"));
    Thread.sleep(600);
    following.stop();

    assertThat(followed.get(60, TimeUnit.SECONDS).workload().totals().queries()).isEqualTo(40);
    Review review = EARLY.advise(followed.get(), Instant.now());
    assertThat(review.findings().get(0).occurrences()).isEqualTo(40);
    assertThat(review.findings().get(0).units()).isEqualTo(1);
  }

  @Test
  void standardInputIsFollowedToItsEnd() throws Exception {
    InputStream before = System.in;
    System.setIn(new ByteArrayInputStream(loop("F1", "books").getBytes(UTF_8)));
    try {
      following =
          new Following("-", new SqlReader(), EARLY, Period.ALL, LogFormat.DETECTED, found::add);
      assertThat(following.follow().workload().totals().queries()).isEqualTo(20);
    } finally {
      System.setIn(before);
    }
  }

  @Test
  void aLogThatComesLater() throws Exception {
    Path log = folder.resolve("later.log");
    CompletableFuture<Sources> followed = follow(log);
    assertThat(following.isWaiting()).isTrue();
    append(log, loop("F1", "books"));

    assertThat(next().tables()).containsExactly("books");
    assertThat(following.isWaiting()).isFalse();
    assertThat(queriesOf(followed)).isEqualTo(20);
  }

  @Test
  void aLineWrittenInPartsIsOneLine() throws Exception {
    Path log = folder.resolve("app.log");
    String text = loop("F1", "books") + loop("F2", "books");
    for (int part = 0; part < 5; part++) {
      append(log, text.substring(text.length() * part / 5, text.length() * (part + 1) / 5));
      if (part == 0) {
        follow(log);
      }
      Thread.sleep(part == 2 ? 800 : 50);
    }

    assertThat(next().tables()).containsExactly("books");
    assertThat(queriesOf(running)).isEqualTo(40);
    assertThat(running.get().workload().inputs()).flatExtracting(InputFile::unread).isEmpty();
  }

  /** logrotate makes the new file at once; the writer goes on with the old one until it is told. */
  @Test
  void whatIsStillWrittenToTheOldFileIsRead() throws Exception {
    Path log = folder.resolve("app.log");
    Path old = folder.resolve("app.log.1");
    append(log, loop("F1", "books"));
    CompletableFuture<Sources> followed = follow(log);
    next();
    Files.move(log, old);
    append(log, "");
    Thread.sleep(500);
    append(old, loop("F2", "shelves"));
    assertThat(next().tables()).containsExactly("shelves");
    Files.write(folder.resolve("app.log.1.gz"), new byte[] {0x1f, (byte) 0x8b});
    Files.delete(old);
    append(log, loop("F3", "rooms"));

    assertThat(next().tables()).containsExactly("rooms");
    assertThat(queriesOf(followed)).isEqualTo(60);
  }

  @Test
  void aLinkThatIsLedElsewhereAndAFileThatIsDeleted() throws Exception {
    Path link = folder.resolve("current.log");
    append(folder.resolve("monday.log"), loop("F1", "books"));
    Files.createSymbolicLink(link, folder.resolve("monday.log"));
    CompletableFuture<Sources> followed = follow(link);
    next();
    append(folder.resolve("tuesday.log"), loop("F2", "shelves"));
    Files.delete(link);
    Files.createSymbolicLink(link, folder.resolve("tuesday.log"));
    assertThat(next().tables()).containsExactly("shelves");
    Files.delete(folder.resolve("tuesday.log"));
    Thread.sleep(300);
    append(folder.resolve("tuesday.log"), loop("F3", "rooms"));

    assertThat(next().tables()).containsExactly("rooms");
    assertThat(queriesOf(followed)).isEqualTo(60);
  }

  @Test
  void aFileThatWasCutAndHasGrownLongerThanItWas() throws Exception {
    Path log = folder.resolve("app.log");
    append(log, loop("F1", "books"));
    CompletableFuture<Sources> followed = follow(log);
    next();
    Files.writeString(log, loop("F2", "shelves") + loop("F3", "shelves"));

    assertThat(next().tables()).containsExactly("shelves");
    assertThat(queriesOf(followed)).isEqualTo(60);
  }

  /** Clocks are set back, and midnight passes; the one repeats an hour, the other begins a day. */
  @Test
  void clocksThatGoBackSplitNothing() throws Exception {
    Path log = folder.resolve("app.log");
    append(log, loop("F1", "books").replace("10:00:", "02:59:"));
    CompletableFuture<Sources> followed = follow(log);
    next();
    append(log, loop("F1", "books").replace("10:00:", "02:00:"));
    append(log, loop("F2", "books").replace("10:00:", "23:59:"));
    append(log, loop("F2", "books").replace("10:00:", "00:00:"));
    Thread.sleep(700);

    assertThat(queriesOf(followed)).isEqualTo(80);
    assertThat(EARLY.advise(followed.get(), Instant.now()).findings().get(0).units()).isEqualTo(2);
  }

  private long queriesOf(CompletableFuture<Sources> followed) throws Exception {
    following.stop();
    return followed.get(60, TimeUnit.SECONDS).workload().totals().queries();
  }

  @Test
  void aFolderThatDoesNotExist() {
    assertThatThrownBy(() -> follow(folder.resolve("none/app.log")))
        .isInstanceOf(LogInputException.class)
        .hasMessageContaining("nor does its folder");
  }

  @Test
  void aFolder() {
    assertThatThrownBy(() -> follow(folder)).hasMessageContaining("cannot be followed");
  }

  @Test
  void aPackedLog() throws Exception {
    Path packed = Files.write(folder.resolve("a.log"), new byte[] {0x1f, (byte) 0x8b, 8, 0});
    assertThatThrownBy(() -> follow(packed)).hasMessageContaining("is packed");
  }

  @Test
  void aLogToWhichNoQueryIsWritten() throws Exception {
    Path log = folder.resolve("app.log");
    append(log, "10:00:00.000 [info] up\n");
    CompletableFuture<Sources> followed = follow(log);
    following.stop();
    assertThatThrownBy(() -> followed.get(60, TimeUnit.SECONDS))
        .hasMessageContaining("No Ecto query was written to");
  }
}
