package dev.ectoscope.cli;

import static java.util.Objects.requireNonNull;

import dev.ectoscope.elixir.ElixirProject;
import dev.ectoscope.evidence.Evidence;
import dev.ectoscope.evidence.EvidenceFile;
import dev.ectoscope.evidence.EvidenceGatherer;
import dev.ectoscope.evidence.Limits;
import dev.ectoscope.log.Period;
import dev.ectoscope.log.reading.LogFormat;
import dev.ectoscope.pipeline.Advisor;
import dev.ectoscope.pipeline.Detectors;
import dev.ectoscope.pipeline.Following;
import dev.ectoscope.pipeline.LogReading;
import dev.ectoscope.pipeline.Settings;
import dev.ectoscope.pipeline.Sources;
import dev.ectoscope.postgres.Replica;
import dev.ectoscope.postgres.statements.ServerStatements;
import dev.ectoscope.report.Prose;
import dev.ectoscope.report.Words;
import dev.ectoscope.review.Finding;
import dev.ectoscope.review.Review;
import dev.ectoscope.sql.SqlReader;
import dev.ectoscope.workload.WorkloadFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What {@code analyze}, {@code serve} and {@code digest} have in common: logs in, review out. */
final class Analysis {

  @Option(
      names = "--replica",
      paramLabel = "URL",
      description = {
        "Read replica to ask for plans and the schema: postgresql://user@host/db.",
        "Only reads, in read-only transactions that are rolled back. Give it once more for each",
        "further standby, and for the primary, to sum up how often indexes are read.",
        "Leave the password out of the URL, where the process list shows it: ~/.pgpass, PGPASSWORD",
        "and a service file (postgresql:///?service=NAME) are read as psql reads them."
      })
  List<String> replicas = List.of();

  @Option(
      names = "--allow-primary",
      description = "Ask a primary if the URL leads to one; refused otherwise.")
  boolean allowPrimary;

  @Option(
      names = "--allow-superuser",
      description = "Ask with a login that may do everything; refused otherwise.")
  boolean allowSuperuser;

  @Option(
      names = "--max-plan-cost",
      paramLabel = "COST",
      description = {
        "Statements that the planner thinks dearer are planned and not run",
        "(default: 1000000)."
      })
  double maxPlanCost = 1_000_000;

  @Option(
      names = "--max-evidence-time",
      paramLabel = "SECONDS",
      description = "Longest time to ask the replica in all (default: ${DEFAULT-VALUE}).")
  long maxEvidenceTime = 300;

  @Option(
      names = "--save-workload",
      paramLabel = "FILE",
      description = {
        "Keep what the logs say in sums: a small file however long they are, to be merged with",
        "others by --workload. Texts among parameters are not written."
      })
  @Nullable Path saveWorkload;

  @Option(
      names = "--workload",
      arity = "1..*",
      paramLabel = "FILE",
      description = "Merge saved workloads, and analyse them with the logs, if any are named too.")
  List<Path> workloads = List.of();

  @Option(
      names = "--save-evidence",
      paramLabel = "FILE",
      description = "Keep what the replica answered.")
  @Nullable Path saveEvidence;

  @Option(
      names = "--evidence",
      paramLabel = "FILE",
      description = "Replay saved answers instead of asking a replica.")
  @Nullable Path evidence;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Findings to ignore, with reason and expiry; .ectoscope.toml when it is there.")
  @Nullable Path config;

  @Option(
      names = "--source",
      paramLabel = "DIR",
      description = {
        "Source of the application, where mix.exs stands: names the function and line of each Repo",
        "call, and writes code with the app's own modules, schemas and associations."
      })
  @Nullable Path source;

  private @Nullable ElixirProject project;

  /** Judges what was followed. */
  private @Nullable Advisor late;

  @Mixin ServerStatementsOptions pgss = new ServerStatementsOptions();

  @Option(
      names = "--since",
      paramLabel = "TIME",
      description = {
        "Only what happened at TIME or later: 2024-05-01, 2024-05-01T10:30 (in the log's own clock,",
        "or with Z or +02:00), 2h or 3d ago, or 10:30 of each day, which is all that a log without",
        "dates can be held to. Units of work across the edge stay whole."
      })
  @Nullable String since;

  @Option(
      names = "--until",
      paramLabel = "TIME",
      description = "Only what happened before TIME; written like --since.")
  @Nullable String until;

  @Option(
      names = "--log-line-prefix",
      paramLabel = "PREFIX",
      description = {
        "What SHOW log_line_prefix prints on the server whose own log is among the logs, if it cannot",
        "be inferred from the lines. PostgreSQL's logs (stderr, csvlog, jsonlog) are known by what is",
        "in them; name them beside the application's."
      })
  @Nullable String logLinePrefix;

  /**
   * @throws UsageException when there is nothing to analyse
   */
  void checkInputs(List<String> logs) {
    if (logs.isEmpty() && workloads.isEmpty()) {
      throw new UsageException(
          "Name a log, a folder of logs, - for standard input, or --workload.");
    }
  }

  Review review(List<String> logs, Terminal terminal) {
    long started = System.nanoTime();
    SqlReader sql = new SqlReader();
    Advisor advisor = advisor(witness(terminal), terminal);
    Sources sources =
        new LogReading(sql, terminal, period())
            .as(format())
            .withServerPrefix(logLinePrefix)
            .readAll(logs, workloads);
    return reviewed(sources, advisor).took((System.nanoTime() - started) / 1e6);
  }

  private Review reviewed(Sources sources, Advisor advisor) {
    if (saveWorkload != null) {
      Output.write(saveWorkload, WorkloadFile.write(sources.workload()));
    }
    return advisor.advise(sources.ended(), Instant.now());
  }

  /**
   * What is wrong with the options is said before the log is followed, not after.
   *
   * @throws UsageException when it is not one log
   */
  Following following(List<String> logs, Terminal terminal, Consumer<Finding> borneOut) {
    if (logs.size() != 1) {
      throw new UsageException(
          "--follow takes one log, the one that is being written (or - for standard input).");
    }
    if (!workloads.isEmpty()) {
      throw new UsageException(
          "--follow reads one log and merges no saved workloads: leave out --workload.");
    }
    late = advisor(witness(terminal), terminal);
    Advisor early = advisor(Advisor.Witness.NONE, terminal);
    return new Following(logs.get(0), new SqlReader(), early, period(), format(), borneOut);
  }

  /** The review of what was followed, with the replica if there is one. */
  Review review(Sources followed) {
    return reviewed(followed, requireNonNull(late, "following comes first"));
  }

  private Advisor advisor(Advisor.Witness witness, Terminal terminal) {
    Advisor advisor = new Advisor(Detectors.ALL, witness, settings());
    if (source != null && project == null) {
      project = project(source, terminal);
    }
    return project == null ? advisor : advisor.withSource(project);
  }

  private static ElixirProject project(Path folder, Terminal terminal) {
    long started = System.nanoTime();
    ElixirProject project = ElixirProject.read(folder);
    terminal.say(
        folder
            + ": "
            + Words.count(project.modules().size(), "module")
            + ", "
            + Words.count(project.schemas().filter(schema -> !schema.embedded()).count(), "schema")
            + " read in "
            + (System.nanoTime() - started) / 1_000_000
            + " ms"
            + (project.skipped().isEmpty()
                ? "."
                : ", "
                    + Words.count(project.skipped().size(), "file")
                    + " skipped (`ectoscope source` says why)."));
    return project;
  }

  private Settings settings() {
    Path file = config != null || !Files.exists(Settings.USUAL_FILE) ? config : Settings.USUAL_FILE;
    try {
      return file == null ? Settings.NONE : Settings.read(file);
    } catch (Settings.NotUnderstood e) {
      throw new UsageException(e.getMessage());
    }
  }

  private Period period() {
    try {
      return Period.of(since, until, Instant.now());
    } catch (IllegalArgumentException e) {
      throw new UsageException(e.getMessage());
    }
  }

  @Option(
      names = "--log-format",
      paramLabel = "NAME",
      description = {
        "What the logs are written in, if detection gets it wrong (the JSON review names what was"
            + " detected): console or json, alone or behind what wraps it, outermost first, as in"
            + " kubectl+console or cri+json.",
        LogFormat.HELP
      })
  @Nullable String logFormat;

  private LogFormat format() {
    return logFormat == null ? LogFormat.DETECTED : named(logFormat);
  }

  private static LogFormat named(String name) {
    return LogFormat.named(name)
        .orElseThrow(
            () ->
                new UsageException(
                    name
                        + " is no log format. Say console or json, alone or behind wrappers, as in"
                        + " heroku+console. "
                        + LogFormat.HELP));
  }

  private Limits limits() {
    if (!(maxPlanCost > 0) || maxEvidenceTime <= 0) {
      throw new UsageException("--max-plan-cost and --max-evidence-time must be above 0");
    }
    return Limits.standard()
        .withMaxPlanCost(maxPlanCost)
        .withMaxTime(Duration.ofSeconds(maxEvidenceTime));
  }

  /** What the run has cost the servers. */
  private static String load(List<Replica> servers) {
    return servers.stream()
        .map(
            server ->
                "put on "
                    + Prose.printable(server.description())
                    + ": "
                    + Words.count(server.load().statements(), "statement")
                    + ", "
                    + Words.duration(server.load().millis()))
        .collect(Collectors.joining("\nectoscope: ", "ectoscope: ", ""));
  }

  private void checkAnswers() {
    if (evidence != null && !replicas.isEmpty()) {
      throw new UsageException(
          "--evidence replays what a replica answered earlier, --replica asks it now: give one of"
              + " them.");
    }
    if (saveEvidence != null && replicas.isEmpty()) {
      throw new UsageException(
          "--save-evidence keeps what a replica answers, and none is asked: add --replica URL.");
    }
    pgss.check(!replicas.isEmpty());
    Output.check(saveEvidence);
    Output.check(saveWorkload);
  }

  private Advisor.Witness witness(Terminal terminal) {
    checkAnswers();
    // Read before anything is asked, so that a wrong file is said at once.
    List<ServerStatements> known = pgss.read();
    if (evidence != null) {
      Evidence saved = EvidenceFile.read(evidence);
      return (workload, requests) -> pgss.with(saved, known);
    }
    if (replicas.isEmpty()) {
      return (workload, requests) -> pgss.with(Evidence.NONE, known);
    }
    return (workload, requests) -> {
      Replica.Options options =
          Replica.Options.standard()
              .withAllowPrimary(allowPrimary)
              .withAllowSuperuser(allowSuperuser);
      try (Connections connections = Connections.open(replicas, options);
          EvidenceGatherer gatherer =
              new EvidenceGatherer(connections.first(), connections.others(), limits())) {
        known.forEach(gatherer::withStatements);
        var answers =
            gatherer.gather(
                workload,
                requests,
                (done, total) -> terminal.at("Asking the replica", done, total));
        terminal.say(load(connections.all()));
        if (saveEvidence != null) {
          Output.write(saveEvidence, EvidenceFile.write(answers));
        }
        pgss.save(answers);
        return answers;
      }
    };
  }
}
