package dev.ectoscope.cli;

import dev.ectoscope.evidence.Evidence;
import dev.ectoscope.postgres.statements.ServerStatements;
import dev.ectoscope.postgres.statements.ServerStatementsDelta;
import dev.ectoscope.postgres.statements.ServerStatementsFile;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where pg_stat_statements comes from besides {@code --replica}. */
final class ServerStatementsOptions {

  @Option(
      names = "--pg-stat-statements",
      paramLabel = "FILE",
      description = {
        "pg_stat_statements of the primary: CSV with header, as psql's \\copy, pgAdmin or a",
        "spreadsheet writes it, or a saved snapshot. Without it, each --replica's own view is read."
      })
  @Nullable Path file;

  @Option(
      names = "--pg-stat-statements-before",
      paramLabel = "FILE",
      description = "An earlier one, to count only what ran between the two.")
  @Nullable Path before;

  @Option(
      names = "--save-pg-stat-statements",
      paramLabel = "FILE",
      description = "Keep the view of the first --replica as a snapshot for another time.")
  @Nullable Path save;

  /**
   * @throws UsageException when a view shall be saved that nobody is asked for
   */
  void check(boolean replica) {
    if (save != null && !replica) {
      throw new UsageException(
          "--save-pg-stat-statements keeps the view of a replica, and none is asked: add --replica"
              + " URL.");
    }
    Output.check(save);
  }

  /** The view of the files, or nothing. */
  List<ServerStatements> read() {
    if (file == null) {
      if (before != null) {
        throw new UsageException(
            "--pg-stat-statements-before needs --pg-stat-statements, the later of the two");
      }
      return List.of();
    }
    ServerStatements later = ServerStatementsFile.read(file);
    return List.of(
        before == null
            ? later
            : ServerStatementsDelta.between(ServerStatementsFile.read(before), later));
  }

  Evidence with(Evidence evidence, List<ServerStatements> known) {
    return known.isEmpty() ? evidence : evidence.withStatements(known, evidence.queryIds());
  }

  void save(Evidence evidence) {
    if (save != null && !evidence.serverStatements().isEmpty()) {
      Output.write(save, ServerStatementsFile.write(evidence.serverStatements().get(0)));
    }
  }
}
