package dev.ectoscope.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Time and memory of {@code ectoscope analyze} as a whole process beside {@code grep} on the same
 * file, in turns in one run. Needs {@code /usr/bin/time} (GNU). Nothing asserts these figures.
 *
 * <pre>
 * mvn -q -DskipTests package
 * java -cp target/test-classes dev.ectoscope.bench.WholeProcess target/ectoscope.jar 5 big.log …
 * </pre>
 *
 * <p>Logs of any size: {@code gen_log.py prod_phoenix.log --megabytes 500 --variants 8 > big.log}.
 */
public final class WholeProcess {

  /** Seconds on the wall and on processors, and the most memory resident, of one run. */
  private record Run(double wall, double processors, long kilobytes) {}

  private WholeProcess() {}

  public static void main(String[] arguments) throws Exception {
    String jar = arguments[0];
    int times = Integer.parseInt(arguments[1]);
    System.out.println("| log | MB | grep s | s | ratio | CPU s | MB/s | peak RSS MB |");
    System.out.println("|---|---|---|---|---|---|---|---|");
    for (int i = 2; i < arguments.length; i++) {
      measure(jar, times, Path.of(arguments[i]));
    }
  }

  private static void measure(String jar, int times, Path log) throws Exception {
    Path review = Files.createTempFile("review", ".json");
    List<Run> greps = new ArrayList<>();
    List<Run> runs = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      greps.add(run("grep", "-c", "QUERY OK", log.toString()));
      runs.add(
          run(
              "java",
              "-jar",
              jar,
              "analyze",
              log.toString(),
              "--format",
              "json",
              "--output",
              review.toString()));
    }
    Files.delete(review);
    double megabytes = Files.size(log) / 1e6;
    double grep = greps.stream().mapToDouble(Run::wall).min().orElse(0);
    double wall = runs.stream().mapToDouble(Run::wall).min().orElse(0);
    double processors = runs.stream().mapToDouble(Run::processors).min().orElse(0);
    long most = runs.stream().mapToLong(Run::kilobytes).max().orElse(0);
    System.out.printf(
        Locale.ROOT,
        "| %s | %.0f | %.2f | %.2f | %.1f | %.2f | %.0f | %d |%n",
        log.getFileName(),
        megabytes,
        grep,
        wall,
        wall / grep,
        processors,
        megabytes / wall,
        most / 1024);
  }

  private static Run run(String... command) throws IOException, InterruptedException {
    Path figures = Files.createTempFile("time", ".txt");
    List<String> timed =
        new ArrayList<>(List.of("/usr/bin/time", "-f", "%e %U %S %M", "-o", figures.toString()));
    timed.addAll(List.of(command));
    // Not to /dev/null: grep would stop at the first match.
    Path printed = Files.createTempFile("printed", ".txt");
    Process process =
        new ProcessBuilder(timed)
            .redirectOutput(printed.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    process.waitFor();
    String[] numbers = Files.readAllLines(figures).get(0).split(" ");
    Files.delete(figures);
    Files.delete(printed);
    return new Run(
        Double.parseDouble(numbers[0]),
        Double.parseDouble(numbers[1]) + Double.parseDouble(numbers[2]),
        Long.parseLong(numbers[3]));
  }
}
