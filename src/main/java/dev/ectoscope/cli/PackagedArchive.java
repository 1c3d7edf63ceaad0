package dev.ectoscope.cli;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * The last step of the build: leaves the {@link ClassArchive} beside the jar, so that its first run
 * starts as quickly as any.
 */
final class PackagedArchive {

  private PackagedArchive() {}

  /**
   * Never fails: the jar is as good without.
   *
   * @param arguments the jar
   */
  public static void main(String[] arguments) throws InterruptedException {
    Path jar = Path.of(arguments[0]).toAbsolutePath().normalize();
    String java = new File(System.getProperty("java.home"), "bin/java").getPath();
    try {
      ClassArchive.beside(jar).make(SmallHeap.java(new OwnCommand(java, List.of()), true));
    } catch (IOException e) {
      System.err.println("No archive of classes beside " + jar + ": " + e.getMessage());
    }
  }
}
