package dev.ectoscope.cli;

import dev.ectoscope.elixir.SourceNotReadable;
import dev.ectoscope.evidence.EvidenceFile;
import dev.ectoscope.log.input.LogInputException;
import dev.ectoscope.pipeline.InputNotUnderstood;
import dev.ectoscope.postgres.DatabaseException;
import dev.ectoscope.postgres.statements.ServerStatementsFile;
import dev.ectoscope.report.HtmlReport;
import dev.ectoscope.web.PortInUse;
import dev.ectoscope.workload.WorkloadFile;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.OptionalInt;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;

/** {@code ectoscope}: without arguments it runs the demo. */
@Command(
    name = "ectoscope",
    mixinStandardHelpOptions = true,
    version = "ectoscope " + HtmlReport.VERSION,
    description =
        "Reads Ecto logs, finds N+1 loops, missing indexes and pool trouble, and writes the Ecto code that mends them.",
    subcommands = {
      DemoCommand.class,
      AnalyzeCommand.class,
      ServeCommand.class,
      DigestCommand.class,
      ExplainCommand.class,
      PlanCommand.class,
      SourceCommand.class,
      HelpCommand.class
    },
    footer = {
      "",
      "Examples:",
      "  ectoscope",
      "      the demo: a real database, a real replica, sample logs",
      "  ectoscope analyze prod.log",
      "      findings from a log alone",
      "  fly logs --no-tail | ectoscope analyze -",
      "      from standard input",
      "  ectoscope analyze log/ --replica postgresql://reader@replica/app",
      "      with plans and indexes proved on a read replica",
      "  ectoscope serve prod.log",
      "      the report in the browser",
      "  ectoscope analyze prod.log --fail-on high",
      "      in CI: exit code 1 on a finding of high severity",
      "",
      "Exit codes: 0 clean, 1 findings at or above --fail-on, 2 usage,",
      "3 input not understood, 4 database not reachable or refused."
    })
public final class Main implements Runnable {

  static final int CLEAN = 0;
  static final int FINDINGS = 1;
  static final int USAGE = 2;
  static final int INPUT = 3;
  static final int DATABASE = 4;

  public static void main(String[] args) {
    OptionalInt done = SmallHeap.run(args);
    System.exit(done.isPresent() ? done.getAsInt() : run(args));
  }

  /** Runs one command and returns its exit code; never throws. */
  static int run(String... args) {
    // Numbers in code to paste, in JSON and in sentences are the same on every machine.
    Locale.setDefault(Locale.ROOT);
    AnalyzeCommand usual = UsualArguments.read(args);
    try {
      return usual == null ? execute(args) : run(usual);
    } catch (OutOfMemoryError e) {
      System.err.println(
          "ectoscope: the log is too large for this memory. Give more (java -Xmx2g …) or fewer files at once.");
    } catch (StackOverflowError e) {
      System.err.println(
          "ectoscope: a message of the log is nested too deeply to be read. Please report the log's format.");
    }
    return INPUT;
  }

  private static int run(AnalyzeCommand command) {
    try {
      return command.call();
    } catch (RuntimeException e) {
      return explain(e, new PrintWriter(System.err, true, StandardCharsets.UTF_8));
    }
  }

  private static int execute(String... args) {
    CommandLine commandLine = commandLine(args);
    commandLine.setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8));
    commandLine.setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8));
    commandLine.setExecutionExceptionHandler(
        (failure, command, arguments) -> explain(failure, command.getErr()));
    return commandLine.execute(args.length == 0 ? new String[] {"demo"} : args);
  }

  static CommandLine commandLine() {
    return new CommandLine(new Main()).setCaseInsensitiveEnumValuesAllowed(true);
  }

  /** Of what is asked for: to describe the other commands takes as long as to read a small log. */
  private static CommandLine commandLine(String... args) {
    return args.length > 0 && args[0].equals("analyze")
        ? new CommandLine(new Analyzing()).setCaseInsensitiveEnumValuesAllowed(true)
        : commandLine();
  }

  /** {@code ectoscope} with the one command. */
  @Command(
      name = "ectoscope",
      mixinStandardHelpOptions = true,
      version = "ectoscope " + HtmlReport.VERSION,
      subcommands = AnalyzeCommand.class)
  private static final class Analyzing {}

  /** A failure becomes one sentence that says what to do next. */
  private static int explain(Exception failure, PrintWriter err) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof OutOfMemoryError full) {
        throw full;
      }
    }
    if (!isEnding()) {
      err.println("ectoscope: " + sentence(failure));
      err.flush();
    }
    return code(failure);
  }

  /** Whether Ctrl-C was pressed: what fails then is what the shutdown takes away, and no news. */
  private static boolean isEnding() {
    Thread probe = new Thread(() -> {});
    try {
      Runtime.getRuntime().addShutdownHook(probe);
      Runtime.getRuntime().removeShutdownHook(probe);
      return false;
    } catch (IllegalStateException e) {
      return true;
    }
  }

  private static String sentence(Exception failure) {
    String message = failure.getMessage();
    if (message != null
        && (code(failure) != USAGE
            || failure instanceof UsageException
            || failure instanceof PortInUse)) {
      return message;
    }
    return "something unforeseen happened: "
        + failure
        + ". Please report it with the command you ran; nothing was changed.";
  }

  private static int code(Exception failure) {
    if (failure instanceof LogInputException
        || failure instanceof InputNotUnderstood
        || failure instanceof SourceNotReadable) {
      return INPUT;
    }
    if (failure instanceof EvidenceFile.EvidenceNotUnderstood
        || failure instanceof WorkloadFile.WorkloadNotUnderstood
        || failure instanceof ServerStatementsFile.NotUnderstood) {
      return INPUT;
    }
    return failure instanceof DatabaseException ? DATABASE : USAGE;
  }

  @Override
  public void run() {
    new CommandLine(this).usage(System.out);
  }
}
