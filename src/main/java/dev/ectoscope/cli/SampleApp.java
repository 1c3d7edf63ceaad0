package dev.ectoscope.cli;

import dev.ectoscope.elixir.ElixirProject;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The Elixir source of the sample app, in the jar or beside the classes. */
final class SampleApp {

  private static final String FOLDER = "/sample-logs/inkwell/app";

  private SampleApp() {}

  static ElixirProject project() throws IOException {
    URL folder = SampleApp.class.getResource(FOLDER);
    if (folder == null) {
      throw new IOException("the sample app is missing from this build: " + FOLDER);
    }
    try {
      URI place = folder.toURI();
      if (!place.getScheme().equals("jar")) {
        return ElixirProject.read(Path.of(place));
      }
      try (FileSystem jar = FileSystems.newFileSystem(place, Map.of())) {
        return ElixirProject.of(texts(jar.getPath(FOLDER)));
      }
    } catch (URISyntaxException e) {
      throw new IOException("the sample app cannot be read", e);
    }
  }

  private static Map<String, String> texts(Path folder) throws IOException {
    try (Stream<Path> walk = Files.walk(folder)) {
      List<Path> files = walk.filter(Files::isRegularFile).toList();
      Map<String, String> texts = new HashMap<>();
      for (Path file : files) {
        texts.put(folder.relativize(file).toString(), Files.readString(file));
      }
      return texts;
    }
  }
}
