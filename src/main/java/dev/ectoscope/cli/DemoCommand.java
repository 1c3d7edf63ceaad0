package dev.ectoscope.cli;

import dev.ectoscope.evidence.EvidenceGatherer;
import dev.ectoscope.pipeline.Advisor;
import dev.ectoscope.pipeline.Detectors;
import dev.ectoscope.pipeline.LogReading;
import dev.ectoscope.postgres.Replica;
import dev.ectoscope.postgres.cluster.Cluster;
import dev.ectoscope.report.ConsoleReport;
import dev.ectoscope.report.EditorLinks;
import dev.ectoscope.review.Review;
import dev.ectoscope.sql.SqlReader;
import dev.ectoscope.workload.Workload;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.zip.GZIPInputStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code demo}: everything for real, on sample data. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description = {
      "Starts a real PostgreSQL primary and a streaming standby in a temporary folder, fills them with a sample app,",
      "reads its log, asks the standby for plans, prints the report and serves it on 127.0.0.1."
    },
    footer = {
      "",
      "Examples:",
      "  ectoscope demo",
      "      everything for real; Ctrl-C ends it and leaves nothing behind",
      "  ectoscope demo --once",
      "      prints the report and ends",
      "  ectoscope demo --port 4040"
    })
final class DemoCommand implements Callable<Integer> {

  private static final int STEPS = 5;
  private static final String SAMPLE_LOG = "sample-logs/inkwell-prod.log.gz";

  /** The rows are known to fit their foreign keys: checking each would triple the time. */
  private static final String WITHOUT_CHECKS = "SET session_replication_role = replica;\n";

  @Option(names = "--once", description = "Print the report and end; no web server.")
  boolean once;

  @Option(names = "--port", description = "Port on 127.0.0.1; 0, the default, takes a free one.")
  int port;

  @Mixin Editor editor = new Editor();

  @Override
  public Integer call() throws IOException, InterruptedException {
    EditorLinks links = editor.links();
    if (!once) {
      ServeCommand.checkPort(port);
    }
    Review review;
    try (Terminal terminal = new Terminal()) {
      review = review(terminal);
      terminal.close();
      Output.print(
          null,
          new ConsoleReport(Detectors.ALL.size())
              .render(review, terminal.width(), terminal.colour(), false));
    }
    if (!once) {
      ServeCommand.untilInterrupted(review, links, port);
    }
    return Main.CLEAN;
  }

  private static Review review(Terminal terminal) throws IOException {
    say(terminal, 1, "starting PostgreSQL, a primary and a streaming standby");
    try (Cluster cluster = Cluster.start()) {
      say(terminal, 2, "filling the primary with the sample app's tables and rows");
      cluster.run(resource("/sample-logs/inkwell/create.sql"));
      cluster.run(WITHOUT_CHECKS + resource("/sample-logs/inkwell/seed.sql"));
      cluster.awaitReplay();
      say(terminal, 3, "reading the sample log");
      long started = System.nanoTime();
      Workload workload = readSample(terminal);
      say(terminal, 4, "asking the standby for the schema and for plans");
      try (Replica standby = Replica.connect(cluster.standbyUrl(), Replica.Options.standard());
          EvidenceGatherer gatherer = new EvidenceGatherer(standby)) {
        Advisor.Witness witness =
            (load, requests) ->
                gatherer.gather(
                    load,
                    requests,
                    (done, total) -> terminal.at("Asking the standby", done, total));
        Review review =
            new Advisor(Detectors.ALL, witness)
                .withSource(SampleApp.project())
                .advise(workload, Instant.now());
        say(terminal, 5, "done; the database is gone again");
        return review.took((System.nanoTime() - started) / 1e6);
      }
    }
  }

  private static Workload readSample(Terminal terminal) throws IOException {
    try (InputStream bytes =
        new GZIPInputStream(DemoCommand.class.getResourceAsStream("/" + SAMPLE_LOG))) {
      return new LogReading(new SqlReader(), terminal).read(SAMPLE_LOG, bytes);
    }
  }

  private static void say(Terminal terminal, int step, String what) {
    terminal.at("Demo", step, STEPS);
    terminal.say("[" + step + "/" + STEPS + "] " + what);
  }

  private static String resource(String name) throws IOException {
    try (InputStream bytes = DemoCommand.class.getResourceAsStream(name)) {
      return new String(bytes.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
