package dev.ectoscope.evidence;

import dev.ectoscope.postgres.Replica;
import dev.ectoscope.postgres.catalog.Usage;
import dev.ectoscope.postgres.catalog.UsageReader;
import dev.ectoscope.postgres.statements.ServerStatements;
import dev.ectoscope.postgres.statements.ServerStatementsReader;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** All servers of one database that were given. */
final class Servers {

  private Servers() {}

  /** Their counters; a server given under two addresses counts once. */
  static List<Usage> usage(Replica first, List<Replica> others) {
    List<Usage> usage = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    List<Replica> all = new ArrayList<>(List.of(first));
    all.addAll(others);
    for (Replica replica : all) {
      Usage one = UsageReader.read(replica);
      if (one.started().isEmpty() || seen.add(one.primary() + one.started())) {
        usage.add(one);
      }
    }
    return usage;
  }

  /** What each of them counts of statements. */
  static List<ServerStatements> statements(Replica first, List<Replica> others) {
    List<ServerStatements> statements = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    List<Replica> all = new ArrayList<>(List.of(first));
    all.addAll(others);
    for (Replica replica : all) {
      if (seen.add(replica.description())) {
        statements.add(ServerStatementsReader.read(replica));
      }
    }
    return statements;
  }
}
