package dev.ectoscope.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The archive of classes: never in the way, and believed only when it is whole. */
class ClassArchiveTest {

  @TempDir Path folder;
  private Path jar;

  @BeforeEach
  void aJar() throws IOException {
    jar = Files.writeString(folder.resolve("app.jar"), "jar");
  }

  @Test
  void itCanBeForbidden() {
    assertThat(ClassArchive.of(jar, Map.of("ECTOSCOPE_NO_CDS", "1"))).isEmpty();
  }

  @Test
  void theFirstRunLeavesAMarkAlone() {
    ClassArchive first = archive(folder.resolve("cache"));
    assertThat(first.options()).isEmpty();
    first.prepareNext(List.of("no-such-java"));
    assertThat(cached()).singleElement().asString().endsWith(".jsa.seen");
  }

  @Test
  void anArchiveThatCannotBeMadeIsNoFailure() throws IOException {
    ClassArchive inAFile = archive(Files.writeString(folder.resolve("file"), ""));
    inAFile.prepareNext(List.of("no-such-java"));
    ClassArchive withoutJava = archive(folder.resolve("cache"));
    withoutJava.prepareNext(List.of("no-such-java"));
    withoutJava.prepareNext(List.of("no-such-java"));
    assertThat(withoutJava.options()).isEmpty();
  }

  @Test
  void itIsUsedWhileItIsAsItWasMade() throws IOException {
    ClassArchive archive = archive(folder.resolve("cache"));
    archive.prepareNext(List.of());
    Path mark = cached().get(0);
    Path file = mark.resolveSibling(mark.getFileName().toString().replace(".seen", ""));
    Files.writeString(file, "whole");
    Files.setLastModifiedTime(file, FileTime.fromMillis(1_000_000));
    Files.writeString(mark, "5|1000000");
    assertThat(archive.options()).contains("-XX:SharedArchiveFile=" + file);
    Files.writeString(file, "other");
    assertThat(archive.options()).isEmpty();
    Files.writeString(file, "cut");
    Files.setLastModifiedTime(file, FileTime.fromMillis(1_000_000));
    assertThat(archive.options()).isEmpty();
  }

  @Test
  void anotherJarHasAnotherArchive() throws IOException {
    archive(folder.resolve("cache")).prepareNext(List.of());
    Files.writeString(jar, "another jar");
    archive(folder.resolve("cache")).prepareNext(List.of());
    assertThat(cached()).hasSize(2);
  }

  @Test
  void whatTheBuildLeftBesideTheJarIsTaken() throws IOException {
    assertThat(archive(folder.resolve("cache")).options()).isEmpty();
    Path file = folder.resolve(ClassArchive.name(jar));
    Files.writeString(file, "whole");
    Files.setLastModifiedTime(file, FileTime.fromMillis(1_000_000));
    Files.writeString(folder.resolve(ClassArchive.name(jar) + ".seen"), "5|1000000");
    ClassArchive beside = archive(folder.resolve("cache"));
    assertThat(beside.options()).contains("-XX:SharedArchiveFile=" + file);
    beside.prepareNext(List.of("no-such-java"));
    assertThat(cached()).isEmpty();
    Files.writeString(jar, "built anew");
    assertThat(archive(folder.resolve("cache")).options()).isEmpty();
  }

  @Test
  void theSampleItIsTrainedWithIsThere() {
    assertThat(ClassArchive.class.getResource(ClassArchive.SAMPLE)).isNotNull();
  }

  private ClassArchive archive(Path cache) {
    return ClassArchive.of(jar, Map.of("XDG_CACHE_HOME", cache.toString())).orElseThrow();
  }

  private List<Path> cached() {
    try (Stream<Path> files = Files.list(folder.resolve("cache/ectoscope"))) {
      return files.toList();
    } catch (IOException e) {
      return List.of();
    }
  }
}
