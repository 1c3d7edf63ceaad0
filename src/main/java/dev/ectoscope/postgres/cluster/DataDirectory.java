package dev.ectoscope.postgres.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;

/** Copies and deletes the data directories of servers of our own. */
final class DataDirectory {

  private DataDirectory() {}

  /** Copies that of a running server between backup start and stop, without its WAL. */
  static void copy(Path from, Path to) throws IOException {
    Files.createDirectory(
        to, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    try (Stream<Path> paths = Files.walk(from)) {
      for (Path path : (Iterable<Path>) paths::iterator) {
        copyOne(path, from.relativize(path), to);
      }
    }
  }

  private static void copyOne(Path path, Path relative, Path to) throws IOException {
    String name = relative.toString();
    if (name.isEmpty() || isLeftOut(name)) {
      return;
    }
    try {
      if (Files.isDirectory(path)) {
        Files.createDirectories(to.resolve(relative));
      } else {
        Files.copy(path, to.resolve(relative));
      }
    } catch (NoSuchFileException e) {
      // Removed by the running server meanwhile; the WAL knows.
    }
  }

  private static boolean isLeftOut(String name) {
    return name.startsWith("postmaster.")
        || name.startsWith("pg_wal/") && !name.equals("pg_wal/archive_status")
        || name.startsWith("pg_replslot/")
        || name.equals("epg-lock");
  }

  /** Deletes a folder, also while a server process is still writing its last file. */
  static void delete(Path folder) {
    for (int attempt = 0; attempt < 5 && Files.exists(folder); attempt++) {
      try {
        deleteOnce(folder);
      } catch (IOException | UncheckedIOException e) {
        // A server process may still be writing its last file: once more.
        sleepQuietly();
      }
    }
  }

  private static void sleepQuietly() {
    try {
      Thread.sleep(100);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void deleteOnce(Path folder) throws IOException {
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes a) throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path dir, IOException e) throws IOException {
            Files.deleteIfExists(dir);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
