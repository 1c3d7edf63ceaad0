package dev.ectoscope.cli;

import dev.ectoscope.elixir.ElixirProject;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code source DIR}: what was understood of an Elixir project. */
@Command(
    name = "source",
    mixinStandardHelpOptions = true,
    description =
        "Shows what was understood of an Elixir project: schemas, Repos, what was skipped.",
    footer = {
      "",
      "Examples:",
      "  ectoscope source .                          the project in this folder",
      "  ectoscope source ../my_app --format json    for other programs",
      "",
      "Exit codes: 0 shown, 2 usage, 3 no Elixir project."
    })
final class SourceCommand implements Callable<Integer> {

  enum Format {
    CONSOLE,
    JSON
  }

  @Parameters(paramLabel = "DIR", description = "Folder of the project, where mix.exs stands.")
  Path folder = Path.of("");

  @Option(names = "--format", paramLabel = "console|json", description = "Default: console.")
  Format format = Format.CONSOLE;

  @Option(names = "--output", paramLabel = "FILE", description = "Default: standard output.")
  @Nullable Path output;

  @Override
  public Integer call() {
    Output.check(output);
    SourceReport report = new SourceReport(ElixirProject.read(folder));
    String text = format == Format.JSON ? report.json() : report.console();
    Output.print(output, text);
    return Main.CLEAN;
  }
}
