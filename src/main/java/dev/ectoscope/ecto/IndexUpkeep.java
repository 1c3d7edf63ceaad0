package dev.ectoscope.ecto;

import dev.ectoscope.review.Fix.CreateIndex;
import dev.ectoscope.review.Fix.CreatePartitionedIndex;
import dev.ectoscope.review.Fix.CreatePartitionedIndex.Partition;
import dev.ectoscope.review.Fix.DropIndex;
import dev.ectoscope.review.Fix.RebuildIndex;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;

/** Migrations that drop, rebuild or build indexes partition by partition, in plain SQL. */
final class IndexUpkeep {

  private static final Pattern CREATE = Pattern.compile("^CREATE (UNIQUE )?INDEX ");
  private static final String UNLOCKED =
      "  @disable_ddl_transaction true\n  @disable_migration_lock true\n";

  private IndexUpkeep() {}

  /** DROP INDEX of the index in its first schema. */
  static String sql(DropIndex index) {
    return "DROP INDEX "
        + (index.partitioned() ? "" : "CONCURRENTLY ")
        + IndexMigration.quotedIfNeeded(index.schemas().get(0))
        + "."
        + IndexMigration.quotedIfNeeded(index.name());
  }

  static String name(DropIndex index) {
    return "drop_" + Elixir.variable(index.name());
  }

  static String code(DropIndex index, String repo) {
    boolean tenants = index.schemas().size() > 1;
    String schema = tenants ? "#{prefix()}" : index.schemas().get(0);
    String place =
        (tenants ? quoted(schema) : IndexMigration.quotedIfNeeded(schema))
            + "."
            + IndexMigration.quotedIfNeeded(index.name());
    String how = index.partitioned() ? "" : "CONCURRENTLY ";
    String up = "DROP INDEX " + how + "IF EXISTS " + place;
    StringBuilder code = head(repo, name(index));
    code.append(index.partitioned() ? "" : UNLOCKED).append('\n');
    if (tenants) {
      code.append(IndexMigration.ONCE_EACH).append('\n');
    }
    if (index.worthless()) {
      return code.append("  def up do\n")
          .append(execute(up, tenants))
          .append("  end\n\n  def down, do: :ok\nend\n")
          .toString();
    }
    return code.append("  def change do\n    execute(\n")
        .append(text(up, 6, tenants))
        .append(",\n")
        .append(text(again(index, how, tenants), 6, tenants))
        .append("\n    )\n  end\nend\n")
        .toString();
  }

  /** The definition, made so that it neither blocks writes nor fails when it is there already. */
  private static String again(DropIndex index, String how, boolean tenants) {
    String definition =
        CREATE
            .matcher(index.definition())
            .replaceFirst("CREATE $1INDEX " + how + "IF NOT EXISTS ")
            .replaceFirst(" ON ONLY ", " ON ");
    if (!tenants) {
      return definition;
    }
    String schema = IndexMigration.quotedIfNeeded(index.schemas().get(0));
    int on = definition.indexOf(" ON " + schema + ".");
    return on < 0
        ? definition
        : definition.substring(0, on)
            + " ON "
            + quoted("#{prefix()}")
            + definition.substring(on + 4 + schema.length());
  }

  static String name(RebuildIndex index) {
    return "rebuild_" + Elixir.variable(index.name());
  }

  static String code(RebuildIndex index, String repo) {
    String place =
        IndexMigration.quotedIfNeeded(index.schema())
            + "."
            + IndexMigration.quotedIfNeeded(index.name());
    return head(repo, name(index))
        .append(UNLOCKED)
        .append("\n  def up do\n")
        .append(execute("REINDEX INDEX CONCURRENTLY " + place, false))
        .append("  end\n\n  def down, do: :ok\nend\n")
        .toString();
  }

  static String name(CreatePartitionedIndex index) {
    return "create_" + parent(index).name();
  }

  /**
   * CREATE INDEX CONCURRENTLY does not take a partitioned table: the index of each such table is
   * made invalid on nothing, those of the partitions that hold rows concurrently, and it becomes
   * valid when the last one is attached
   * (https://www.postgresql.org/docs/current/ddl-partitioning.html). The deepest are attached
   * first.
   */
  static List<String> statements(CreatePartitionedIndex index) {
    IndexMigration whole = parent(index);
    List<IndexMigration> parts =
        index.partitions().stream().map(part -> on(part.schema(), part.name(), index)).toList();
    List<String> up = new ArrayList<>();
    up.add(onNothing(whole));
    List<String> attached = new ArrayList<>();
    for (int i = 0; i < parts.size(); i++) {
      Partition partition = index.partitions().get(i);
      IndexMigration part = parts.get(i);
      up.add(partition.divided() ? onNothing(part) : part.sql());
      IndexMigration to = partition.partOf() < 0 ? whole : parts.get(partition.partOf());
      attached.add("ALTER INDEX " + place(to) + " ATTACH PARTITION " + place(part));
    }
    Collections.reverse(attached);
    up.addAll(attached);
    return up;
  }

  private static String onNothing(IndexMigration index) {
    return index.sql().replaceFirst("CONCURRENTLY ", "").replaceFirst(" ON ", " ON ONLY ");
  }

  private static String place(IndexMigration migration) {
    String schema = migration.index().schema();
    return (schema.isEmpty() ? "" : IndexMigration.quotedIfNeeded(schema) + ".")
        + IndexMigration.quotedIfNeeded(migration.name());
  }

  /** Those that {@link #statements} says. */
  static String code(CreatePartitionedIndex index, String repo) {
    StringBuilder code = head(repo, name(index)).append(UNLOCKED).append("\n  def up do\n");
    List<List<String>> statements =
        statements(index).stream().map(sql -> execute(sql, false).lines().toList()).toList();
    Elixir.block(statements).forEach(line -> code.append(line).append('\n'));
    code.append("  end\n\n  def down do\n");
    code.append(execute("DROP INDEX IF EXISTS " + place(parent(index)), false));
    return code.append("  end\nend\n").toString();
  }

  private static IndexMigration parent(CreatePartitionedIndex index) {
    return on(index.schema(), index.table(), index);
  }

  private static IndexMigration on(String schema, String table, CreatePartitionedIndex index) {
    return new IndexMigration(
        new CreateIndex(schema, table, index.keys(), "btree", index.where(), List.of(), ""));
  }

  private static StringBuilder head(String repo, String name) {
    return new StringBuilder("defmodule ")
        .append(repo)
        .append(".Migrations.")
        .append(Elixir.camel(name))
        .append(" do\n  use Ecto.Migration\n");
  }

  private static String quoted(String name) {
    return '"' + name + '"';
  }

  private static String execute(String sql, boolean tenants) {
    String line = "    execute(" + string(sql, tenants) + ")\n";
    if (line.length() <= Elixir.WIDTH + 1) {
      return line;
    }
    String alone = "      " + string(sql, tenants);
    return alone.length() < Elixir.WIDTH
        ? "    execute(\n" + alone + "\n    )\n"
        : "    execute(" + heredoc(sql, 4, tenants).stripLeading() + ")\n";
  }

  /** An Elixir string, or a heredoc of lines that fit. */
  private static String text(String sql, int indent, boolean tenants) {
    String blank = " ".repeat(indent);
    String line = blank + string(sql, tenants);
    return line.length() < Elixir.WIDTH ? line : heredoc(sql, indent, tenants);
  }

  private static String heredoc(String sql, int indent, boolean tenants) {
    String blank = " ".repeat(indent);
    String inside = string(sql, tenants);
    inside = inside.substring(1, inside.length() - 1).replace("\\\"", "\"");
    StringBuilder text = new StringBuilder(blank).append("\"\"\"\n");
    for (String part : wrapped(inside, Elixir.WIDTH - indent)) {
      text.append(blank).append(part).append('\n');
    }
    return text.append(blank).append("\"\"\"").toString();
  }

  /** Broken at blanks outside quotes, where SQL does not mind. */
  private static List<String> wrapped(String sql, int width) {
    List<String> lines = new ArrayList<>();
    int start = 0;
    int last = -1;
    char quote = 0;
    for (int at = 0; at < sql.length(); at++) {
      char c = sql.charAt(at);
      if (at - start >= width && last > start) {
        lines.add(sql.substring(start, last));
        start = last + 1;
      }
      if (quote != 0) {
        quote = c == quote ? 0 : quote;
      } else if (c == '\'' || c == '"') {
        quote = c;
      } else if (c == ' ') {
        last = at;
      }
    }
    lines.add(sql.substring(start));
    return lines;
  }

  /** The prefix of a tenant is the only thing put into a string. */
  private static String string(String sql, boolean tenants) {
    String text = Elixir.string(sql);
    return tenants ? text.replace("\\#{prefix()}", "#{prefix()}") : text;
  }
}
