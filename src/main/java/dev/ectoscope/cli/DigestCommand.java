package dev.ectoscope.cli;

import dev.ectoscope.digest.Digest;
import dev.ectoscope.digest.DigestMail;
import dev.ectoscope.digest.DigestText;
import dev.ectoscope.report.JsonReport;
import dev.ectoscope.review.Review;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code digest}: this review against a saved earlier one, as text and as a mail. */
@Command(
    name = "digest",
    mixinStandardHelpOptions = true,
    description =
        "Compares a review with an earlier one: what is new, worse, fixed and still open.",
    footer = {
      "",
      "Examples:",
      "  ectoscope analyze last-week.log --format json --output last-week.json",
      "      saves a review to compare with",
      "  ectoscope digest prod.log --against last-week.json --output digest/",
      "      writes digest.txt, digest.html and review.json",
      "  ectoscope digest this-week.json --against last-week.json --output digest/",
      "      the same from two saved reviews",
      "",
      "Exit codes: 0 written, 2 usage or a review that is none,",
      "3 input not understood, 4 database not reachable or refused."
    })
final class DigestCommand implements Callable<Integer> {

  private static final int HEAD_BYTES = 200;

  @Parameters(
      arity = "0..*",
      paramLabel = "LOG|REVIEW",
      description = "Logs to analyse, or one saved review (.json).")
  List<String> inputs = List.of();

  @Option(
      names = "--against",
      paramLabel = "REVIEW",
      description = "The earlier review; without it all is new.")
  @Nullable Path against;

  @Option(
      names = "--output",
      paramLabel = "DIR",
      required = true,
      description = "Folder for digest.txt, digest.html and review.json.")
  Path output = Path.of("");

  @Mixin Analysis analysis = new Analysis();

  @Override
  public Integer call() {
    analysis.checkInputs(inputs);
    checkFolder();
    Review before = against == null ? null : saved(against);
    Review now = now();
    Digest digest = Digest.of(now, before);
    makeFolder();
    Output.write(output.resolve("digest.txt"), DigestText.render(digest));
    Output.write(output.resolve("digest.html"), DigestMail.render(digest));
    Output.write(output.resolve("review.json"), new JsonReport().write(now));
    Output.print(
        null,
        digest.subject()
            + "\n"
            + output.resolve("digest.txt")
            + ", digest.html and review.json are written.\n");
    return Main.CLEAN;
  }

  private Review now() {
    if (inputs.size() == 1 && isSaved(inputs.get(0))) {
      return saved(Path.of(inputs.get(0)));
    }
    try (Terminal terminal = new Terminal()) {
      return analysis.review(inputs, terminal);
    }
  }

  /** Logs may end in {@code .json} as well: a review names itself at its head. */
  private static boolean isSaved(String input) {
    if (!input.endsWith(".json") || !Files.isRegularFile(Path.of(input))) {
      return input.endsWith(".json");
    }
    try (InputStream bytes = Files.newInputStream(Path.of(input))) {
      String head = new String(bytes.readNBytes(HEAD_BYTES), StandardCharsets.UTF_8);
      return head.contains("\"ectoscope.review/");
    } catch (IOException e) {
      return true;
    }
  }

  private static Review saved(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new UsageException(
          "there is no review at "
              + file
              + ". Save one with `ectoscope analyze LOG --format json --output "
              + file
              + "`.");
    }
    try {
      return new JsonReport().read(file);
    } catch (RuntimeException e) {
      throw new UsageException(
          file
              + " is not a review. Save one with `ectoscope analyze LOG --format json --output"
              + " FILE`.");
    }
  }

  /** Before hours are spent on what goes into it. */
  private void checkFolder() {
    if (Files.exists(output) && !Files.isDirectory(output)) {
      throw new UsageException(output + " is a file: give a folder as --output.");
    }
  }

  private void makeFolder() {
    try {
      Files.createDirectories(output);
    } catch (IOException e) {
      throw new UsageException(output + " cannot be made a folder: give another --output.");
    }
  }
}
