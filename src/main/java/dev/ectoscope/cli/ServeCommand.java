package dev.ectoscope.cli;

import dev.ectoscope.pipeline.Detectors;
import dev.ectoscope.report.EditorLinks;
import dev.ectoscope.review.Review;
import dev.ectoscope.web.WebServer;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code serve FILE…}: the web report of some logs on this machine. */
@Command(
    name = "serve",
    mixinStandardHelpOptions = true,
    description = "Reads Ecto logs and shows the report in the browser, on 127.0.0.1 only.",
    footer = {
      "",
      "Examples:",
      "  ectoscope serve prod.log",
      "      prints the address to open; Ctrl-C ends it",
      "  ectoscope serve prod.log --port 4040 --editor vscode",
      "      a fixed port; file names of the report open in the editor",
      "  ectoscope serve prod.log --replica postgresql://reader@replica/app",
      "      with plans measured on a standby",
      "The page /plan, linked from the foot of all pages, reads a plan that is pasted into it.",
      "",
      "Exit codes: 0 ended, 2 usage or a port in use,",
      "3 input not understood, 4 database not reachable or refused."
    })
final class ServeCommand implements Callable<Integer> {

  private static final String HERE = "127.0.0.1";
  private static final int HIGHEST_PORT = 65_535;

  @Parameters(arity = "0..*", paramLabel = "LOG", description = "Files, folders, globs, or -.")
  List<String> logs = List.of();

  @Option(names = "--port", description = "Port on 127.0.0.1; 0, the default, takes a free one.")
  int port;

  @Mixin Analysis analysis = new Analysis();

  @Mixin Editor editor = new Editor();

  @Override
  public Integer call() throws InterruptedException {
    analysis.checkInputs(logs);
    EditorLinks links = editor.links();
    checkPort(port);
    try (Terminal terminal = new Terminal()) {
      Review review = analysis.review(logs, terminal);
      terminal.close();
      untilInterrupted(review, links, port);
      return Main.CLEAN;
    }
  }

  /** Before hours are spent on what is served there. */
  static void checkPort(int port) {
    if (port < 0 || port > HIGHEST_PORT) {
      throw new UsageException("--port takes 0 (any free one) to " + HIGHEST_PORT + ".");
    }
    WebServer.checkFree(HERE, port);
  }

  /** Serves the review until Ctrl-C. */
  static void untilInterrupted(Review review, EditorLinks editor, int port)
      throws InterruptedException {
    try (WebServer server =
        WebServer.start(() -> review, Detectors.described(), editor, HERE, port)) {
      System.err.println("Report on " + server.address() + " (Ctrl-C ends it)");
      new CountDownLatch(1).await();
    }
  }
}
