package dev.ectoscope.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.RandomAccessFile;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A second JVM is started for analyses only, and only where it can be. */
class SmallHeapTest {

  @TempDir Path folder;

  @Test
  void whatIsNotStartedFromTheJarIsDoneHere() throws Exception {
    Path large = folder.resolve("large.log");
    try (RandomAccessFile file = new RandomAccessFile(large.toFile(), "rw")) {
      file.setLength(100L << 20);
    }
    assertThat(SmallHeap.run(new String[] {"analyze", large.toString()})).isEmpty();
  }

  @Test
  void otherCommandsAndNoneAreDoneHere() {
    assertThat(SmallHeap.run(new String[] {})).isEmpty();
    assertThat(SmallHeap.run(new String[] {"demo"})).isEmpty();
    assertThat(SmallHeap.sizes(new String[] {"analyze", "nowhere", "a*b\0", "--all"})).isZero();
  }

  @Test
  void theSizeOfALargeLogIsSeen() throws Exception {
    try (RandomAccessFile file = new RandomAccessFile(folder.resolve("a.log").toFile(), "rw")) {
      file.setLength(100L << 20);
    }
    assertThat(SmallHeap.sizes(new String[] {folder.toString()})).isGreaterThanOrEqualTo(100 << 20);
  }

  @Test
  void onlyWhatIsHugeIsWorthTheOptimisingCompiler() throws Exception {
    assertThat(SmallHeap.isQuick(new String[] {"analyze", "nowhere.log"})).isTrue();
    assertThat(SmallHeap.isQuick(new String[] {"analyze", "-"})).isTrue();
    try (RandomAccessFile file = new RandomAccessFile(folder.resolve("a.log").toFile(), "rw")) {
      file.setLength(9L << 30); // a hole: it takes no room
    }
    assertThat(SmallHeap.isQuick(new String[] {"analyze", folder.toString()})).isFalse();
  }
}
