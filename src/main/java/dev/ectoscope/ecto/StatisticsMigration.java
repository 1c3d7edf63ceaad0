package dev.ectoscope.ecto;

import dev.ectoscope.review.Fix;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.CRC32;

/**
 * What Ecto has no function for, as SQL in a migration: statistics, targets, upkeep of a table.
 *
 * @param name of the file and, in camel case, of the module
 * @param up statements in order
 * @param down statements that take them back
 * @param transactional whether it may run in a transaction; VACUUM may not
 */
record StatisticsMigration(String name, List<String> up, List<String> down, boolean transactional) {

  private static final int LONGEST_NAME = 63;

  /** The migration of a fix, or nothing when it is another kind of fix. */
  static Optional<StatisticsMigration> of(Fix fix) {
    if (fix instanceof Fix.ExtendedStatistics statistics) {
      return Optional.of(of(statistics));
    }
    if (fix instanceof Fix.StatisticsTarget target) {
      return Optional.of(of(target));
    }
    return fix instanceof Fix.TableUpkeep upkeep ? Optional.of(of(upkeep)) : Optional.empty();
  }

  private static StatisticsMigration of(Fix.ExtendedStatistics fix) {
    String name = name(fix.table() + "_" + String.join("_", fix.columns()) + "_stats");
    String prefix = fix.schema().isEmpty() ? "" : quoted(fix.schema()) + ".";
    String table = table(fix.schema(), fix.table());
    String columns =
        String.join(", ", fix.columns().stream().map(StatisticsMigration::quoted).toList());
    String create =
        "CREATE STATISTICS "
            + prefix
            + name
            + " (dependencies, ndistinct, mcv) ON "
            + columns
            + " FROM "
            + table;
    return new StatisticsMigration(
        "create_" + name,
        List.of(create, "ANALYZE " + table),
        List.of("DROP STATISTICS " + prefix + name),
        true);
  }

  private static StatisticsMigration of(Fix.StatisticsTarget fix) {
    String table = table(fix.schema(), fix.table());
    String alter =
        "ALTER TABLE " + table + " ALTER COLUMN " + quoted(fix.column()) + " SET STATISTICS ";
    return new StatisticsMigration(
        name("raise_" + fix.table() + "_" + fix.column() + "_statistics"),
        List.of(alter + fix.target(), "ANALYZE " + table),
        // -1 is the server's default in every version.
        List.of(alter + "-1", "ANALYZE " + table),
        true);
  }

  private static StatisticsMigration of(Fix.TableUpkeep fix) {
    String table = table(fix.schema(), fix.table());
    List<String> up = new ArrayList<>();
    List<String> down = new ArrayList<>();
    Map<String, String> settings = new TreeMap<>(fix.settings());
    if (!settings.isEmpty()) {
      List<String> pairs = new ArrayList<>();
      settings.forEach((key, value) -> pairs.add(key + " = " + value));
      up.add("ALTER TABLE " + table + " SET (" + String.join(", ", pairs) + ")");
      down.add("ALTER TABLE " + table + " RESET (" + String.join(", ", settings.keySet()) + ")");
    }
    up.add((fix.vacuum() ? "VACUUM (ANALYZE) " : "ANALYZE ") + table);
    String verb = fix.vacuum() ? "vacuum_" : "analyze_";
    return new StatisticsMigration(name(verb + fix.table()), up, down, !fix.vacuum());
  }

  private static String table(String schema, String table) {
    return (schema.isEmpty() ? "" : quoted(schema) + ".") + quoted(table);
  }

  private static String quoted(String name) {
    return IndexMigration.quotedIfNeeded(name);
  }

  /** Letters, digits and underscores, at most 63, and another one for another text. */
  private static String name(String text) {
    String plain = text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9_]+", "_");
    if (plain.equals(text) && plain.length() <= LONGEST_NAME) {
      return plain;
    }
    CRC32 crc = new CRC32();
    crc.update(text.getBytes(StandardCharsets.UTF_8));
    String end = String.format("_%08x", crc.getValue());
    return plain.substring(0, Math.min(plain.length(), LONGEST_NAME - end.length())) + end;
  }

  /** The migration module. */
  String code(String repo) {
    List<String> lines = new ArrayList<>();
    lines.add("defmodule " + repo + ".Migrations." + Elixir.camel(name) + " do");
    lines.add("  use Ecto.Migration");
    if (!transactional) {
      lines.add("  @disable_ddl_transaction true");
      lines.add("  @disable_migration_lock true");
    }
    lines.add("");
    lines.addAll(function("up", up));
    lines.add("");
    lines.addAll(function("down", down));
    lines.add("end");
    return String.join("\n", lines) + "\n";
  }

  private static List<String> function(String name, List<String> statements) {
    List<String> lines = new ArrayList<>();
    lines.add("  def " + name + " do");
    lines.addAll(Elixir.block(statements.stream().map(StatisticsMigration::execute).toList()));
    if (statements.isEmpty()) {
      lines.add("    :ok");
    }
    lines.add("  end");
    return lines;
  }

  private static List<String> execute(String statement) {
    String line = "    execute(" + Elixir.string(statement) + ")";
    if (line.length() <= Elixir.WIDTH) {
      return List.of(line);
    }
    List<String> lines = new ArrayList<>();
    lines.add("    execute(\"\"\"");
    StringBuilder part = new StringBuilder("   ");
    for (String word : escaped(statement).split(" ")) {
      if (part.length() + 1 + word.length() > Elixir.WIDTH && !part.toString().isBlank()) {
        lines.add(part.toString());
        part = new StringBuilder("   ");
      }
      part.append(' ').append(word);
    }
    lines.add(part.toString());
    lines.add("    \"\"\")");
    return lines;
  }

  private static String escaped(String statement) {
    String quoted = Elixir.string(statement);
    return quoted.substring(1, quoted.length() - 1);
  }
}
