package dev.ectoscope.elixir;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * How long a project of a thousand files takes: a quarter schemas of 40 fields, the rest contexts
 * of 60 functions, 4 MB in all. The target is below 10 s, the first reading of a fresh JVM
 * included.
 *
 * <pre>
 * mvn -q test-compile dependency:build-classpath -Dmdep.outputFile=target/cp
 * java -cp target/test-classes:target/classes:$(cat target/cp) org.openjdk.jmh.Main ReadingBenchmark
 * </pre>
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(3)
@Warmup(iterations = 0)
@Measurement(iterations = 2)
public class ReadingBenchmark {

  private static final int FILES = 1_000;

  private Path folder;

  /** Writes the project. */
  @Setup
  public void write() throws IOException {
    folder = Files.createTempDirectory("ectoscope-bench");
    Path lib = Files.createDirectories(folder.resolve("lib"));
    for (int i = 0; i < FILES; i++) {
      Files.writeString(lib.resolve("f" + i + ".ex"), i % 4 == 0 ? schema(i) : context(i));
    }
  }

  /** Schemas alone. */
  @Benchmark
  public long schemas() {
    return ElixirProject.read(folder).schemas().count();
  }

  /** Schemas and every Repo call. */
  @Benchmark
  public int repoCalls() {
    return ElixirProject.read(folder).repoCalls().size();
  }

  /** Takes the project away. */
  @TearDown
  public void delete() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).forEach(ReadingBenchmark::delete);
    }
  }

  private static void delete(Path file) {
    try {
      Files.delete(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String schema(int number) {
    StringBuilder text = new StringBuilder();
    text.append("defmodule Big.Schema").append(number).append(" do\n  use Ecto.Schema\n\n");
    text.append("  schema \"table_").append(number).append("\" do\n");
    for (int i = 0; i < 40; i++) {
      text.append("    field :field_").append(i).append(", :string, default: \"x\"\n");
    }
    text.append("    belongs_to :parent, Big.Schema0\n    timestamps()\n  end\nend\n");
    return text.toString();
  }

  private static String context(int number) {
    String schema = "Big.Schema" + number / 4 * 4;
    StringBuilder text = new StringBuilder();
    text.append("defmodule Big.Context").append(number).append(" do\n  import Ecto.Query\n");
    text.append("  alias Big.Repo\n  alias ").append(schema).append(", as: Row\n");
    for (int i = 0; i < 60; i++) {
      text.append("\n  def f").append(i).append("(x) do\n    from(r in Row, where: r.field_");
      text.append(i % 40).append(" == ^x.id, limit: 5)\n    |> Repo.all()\n  end\n");
    }
    return text.append("end\n").toString();
  }
}
