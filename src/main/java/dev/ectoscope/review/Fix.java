package dev.ectoscope.review;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A recommendation as data. Only {@code ecto.EctoCode} knows how Ecto spells it. Tables and columns
 * are database names; {@code function} is the printed function that holds the call ({@code
 * MyApp.Blog.feed/1}) or "".
 */
public sealed interface Fix {

  /**
   * The association of {@code parent} rows is loaded for all of them at once.
   *
   * @param filters what else the query per row asks, in canonical spelling
   */
  record Preload(
      String function,
      String file,
      String parentTable,
      String childTable,
      String key,
      Association association,
      List<String> order,
      List<String> filters)
      implements Fix {

    /** Without other conditions. */
    public Preload(
        String function,
        String file,
        String parentTable,
        String childTable,
        String key,
        Association association,
        List<String> order) {
      this(function, file, parentTable, childTable, key, association, order, List.of());
    }
  }

  /** How the repeated table hangs on its parent. */
  enum Association {
    /** {@code child.key = parent.id}. */
    HAS_MANY,
    /** {@code parent.key = child.id}; {@code key} is the column looked up, usually id. */
    BELONGS_TO,
    MANY_TO_MANY,
    /** {@code Repo.preload} is called once per row already. */
    PRELOAD_IN_LOOP
  }

  /**
   * A grouped query instead of one aggregate per row; {@code aggregate} is count, sum, avg, min,
   * max.
   */
  record GroupedAggregate(
      String function,
      String file,
      String table,
      String key,
      String aggregate,
      String column,
      List<String> filters,
      String of,
      List<String> selected)
      implements Fix {

    public GroupedAggregate(
        String function,
        String file,
        String table,
        String key,
        String aggregate,
        String column,
        List<String> filters,
        String of) {
      this(function, file, table, key, aggregate, column, filters, of, List.of());
    }

    public GroupedAggregate(
        String function,
        String file,
        String table,
        String key,
        String aggregate,
        String column,
        List<String> filters) {
      this(function, file, table, key, aggregate, column, filters, table);
    }
  }

  /**
   * One query for all keys instead of {@code exists?} per row.
   *
   * @param of the joined table that holds the key, or the table itself
   */
  record GroupedExists(
      String function, String file, String table, String key, List<String> filters, String of)
      implements Fix {

    public GroupedExists(
        String function, String file, String table, String key, List<String> filters) {
      this(function, file, table, key, filters, table);
    }
  }

  /**
   * {@code where: x.key in ^keys} into a map.
   *
   * @param expression what of the key column is compared, {@code metadata ->> 'ref'}; "" for the
   *     column itself
   * @param more columns that make the key together with the first
   * @param filters what else is asked of each row, in canonical spelling
   */
  record LookupByKeys(
      String function,
      String file,
      String table,
      String prefix,
      String key,
      String expression,
      List<String> more,
      List<String> filters)
      implements Fix {

    /** By one plain column alone. */
    public LookupByKeys(String function, String file, String table, String prefix, String key) {
      this(function, file, table, prefix, key, "", List.of(), List.of());
    }
  }

  /** {@code Repo.reload} of all structs at once. */
  record Reload(String function, String file, String table) implements Fix {}

  /** A query with a subquery or a CTE, for all keys at once: by a lateral join. */
  record LateralPerKey(String function, String file, String table, String key) implements Fix {}

  /** The newest or first n children of each parent, by a lateral join. */
  record FirstPerParent(
      String function,
      String file,
      String table,
      String key,
      List<String> order,
      long limit,
      List<String> filters)
      implements Fix {

    public FirstPerParent(
        String function, String file, String table, String key, List<String> order, long limit) {
      this(function, file, table, key, order, limit, List.of());
    }
  }

  /**
   * One {@code update_all} instead of an update per row.
   *
   * @param filters what else is asked of each row, in canonical spelling
   * @param counted those of the columns that a value is added to, as {@code inc:} does
   */
  record UpdateAll(
      String function,
      String file,
      String table,
      String key,
      List<String> columns,
      List<String> filters,
      List<String> counted)
      implements Fix {

    public UpdateAll(
        String function,
        String file,
        String table,
        String key,
        List<String> columns,
        List<String> filters) {
      this(function, file, table, key, columns, filters, List.of());
    }

    public UpdateAll(String function, String file, String table, String key, List<String> columns) {
      this(function, file, table, key, columns, List.of());
    }
  }

  record DeleteAll(String function, String file, String table, String key, List<String> filters)
      implements Fix {

    public DeleteAll(String function, String file, String table, String key) {
      this(function, file, table, key, List.of());
    }
  }

  /**
   * {@code insert_all} in chunks below 65,535 parameters.
   *
   * @param conflict what stands after {@code ON CONFLICT}, or ""
   */
  record InsertAll(
      String function,
      String file,
      String table,
      List<String> columns,
      boolean transaction,
      String conflict)
      implements Fix {

    public InsertAll(
        String function, String file, String table, List<String> columns, boolean transaction) {
      this(function, file, table, columns, transaction, "");
    }
  }

  /** Load rows once and pass them on. */
  record LoadOnce(String function, String file, String table) implements Fix {}

  /** A LiveView loads when its socket is connected, not for the first page too. */
  record LoadWhenConnected(String function, String file, String view, String table)
      implements Fix {}

  /** Values as parameters; {@code column} is "" when they are of no plain column. */
  record Parameters(String function, String file, String table, String column) implements Fix {}

  /** One composable query function for a predicate set; predicates in canonical spelling. */
  record Scope(String table, List<String> predicates) implements Fix {}

  /** One composable query function for a span of time, whatever the column. */
  record Window(List<String> columns) implements Fix {}

  /**
   * Keyset pagination over the order columns; a descending one ends in {@code " DESC"}.
   *
   * @param primaryKey columns by the database; empty when it was not asked
   */
  record KeysetPage(
      String function,
      String file,
      String table,
      List<String> order,
      long limit,
      List<String> primaryKey)
      implements Fix {}

  /**
   * An index.
   *
   * @param keys column names, or expressions, or a column with its operator class ({@code title
   *     gin_trgm_ops}), in order; a descending key ends in {@code " DESC"}
   * @param method btree, gin, …
   * @param where predicate or ""
   * @param include INCLUDE columns
   * @param extension extension that must exist before, or ""
   */
  record CreateIndex(
      String schema,
      String table,
      List<String> keys,
      String method,
      String where,
      List<String> include,
      String extension)
      implements Fix {

    /** The same in another schema. */
    public CreateIndex in(String other) {
      return new CreateIndex(other, table, keys, method, where, include, extension);
    }

    // Written out: what the compiler makes of records is linked at run time, milliseconds for each.
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof CreateIndex that
          && schema.equals(that.schema)
          && table.equals(that.table)
          && keys.equals(that.keys)
          && method.equals(that.method)
          && where.equals(that.where)
          && include.equals(that.include)
          && extension.equals(that.extension);
    }

    @Override
    public int hashCode() {
      return (table.hashCode() * 31 + keys.hashCode()) * 31 + where.hashCode();
    }
  }

  /**
   * One index in the schema of each tenant.
   *
   * @param index of no schema
   * @param schemas of the tenants
   */
  record CreateTenantIndex(CreateIndex index, List<String> schemas) implements Fix {
    public CreateTenantIndex {
      schemas = List.copyOf(schemas);
    }

    /** The index of each tenant. */
    public List<CreateIndex> each() {
      return schemas.stream().map(index::in).toList();
    }
  }

  /**
   * An index of a partitioned table, built partition by partition without blocking writes.
   *
   * @param partitions of all levels, each after the one that it is a part of
   */
  record CreatePartitionedIndex(
      String schema, String table, List<String> keys, String where, List<Partition> partitions)
      implements Fix {

    public CreatePartitionedIndex {
      partitions = List.copyOf(partitions);
    }

    /**
     * A partition.
     *
     * @param divided whether it is partitioned itself and holds no rows of its own
     * @param partOf place in the list of the partition that it is a part of, or -1 for the table
     */
    public record Partition(String schema, String name, boolean divided, int partOf) {}
  }

  /**
   * An index to drop; the migration down makes the very same again.
   *
   * @param schemas where it stands; several when tenants have a schema each
   * @param definition as pg_get_indexdef prints it for the first schema
   * @param partitioned whether it is the index of a partitioned table, which cannot be dropped
   *     concurrently
   * @param worthless whether it serves nothing as it is, so that down has nothing to make again
   */
  record DropIndex(
      List<String> schemas,
      String table,
      String name,
      String definition,
      boolean partitioned,
      boolean worthless)
      implements Fix {}

  /** An index to build anew where it stands, such as one whose concurrent build failed. */
  record RebuildIndex(String schema, String table, String name) implements Fix {}

  /** Read only what is used; {@code wide} are the columns worth leaving out. */
  record SelectFields(
      String function, String file, String table, List<String> keep, List<String> wide)
      implements Fix {}

  /** {@code config :app, Repo, key: value}; values are Elixir terms. */
  record RepoConfig(String repo, Map<String, String> settings) implements Fix {}

  /**
   * A violated constraint is turned into a changeset error.
   *
   * @param name of the index, or "" where it is not known
   */
  record ConstraintInChangeset(
      String function, String file, String table, List<String> columns, String name)
      implements Fix {

    /** Of an index that is called as Ecto calls it. */
    public ConstraintInChangeset(String function, String file, String table, List<String> columns) {
      this(function, file, table, columns, "");
    }
  }

  /**
   * A span of days instead of a function of the column; {@code part} is day, month or year.
   *
   * @param operator how the function's value is compared: {@code =}, {@code >=}, …
   */
  record DateRange(
      String function, String file, String table, String column, String part, String operator)
      implements Fix {}

  /** The column compared in its own type instead of cast to text. */
  record CompareAsTyped(String function, String file, String table, String column) implements Fix {}

  /** {@code lower} or {@code upper} on both sides, as the expression index has it. */
  record SameCase(String function, String file, String table, String column, String fold)
      implements Fix {}

  /** {@code @>} on an array or a document, which a GIN index serves. */
  record Contains(
      String function, String file, String table, String column, List<String> path, boolean array)
      implements Fix {}

  /** A union of one query per table instead of OR across a join. */
  record UnionInsteadOfOr(String function, String file, List<String> tables) implements Fix {}

  /** The planner's row count instead of counting. */
  record EstimatedCount(String function, String file, String table) implements Fix {}

  /** One index probe per value instead of reading all rows for the distinct ones. */
  record LooseScan(String function, String file, String table, String column) implements Fix {}

  /** {@code is_nil} when the value compared with a column is nil. */
  record NilOrValue(String function, String file, String table, String column) implements Fix {}

  /**
   * A row and all above it in one recursive query, instead of one look-up per step.
   *
   * @param key column looked up, usually id
   * @param parent column that holds the key of the row above
   */
  record Ancestors(String function, String file, String table, String key, String parent)
      implements Fix {}

  /**
   * A row and all below it in one recursive query, instead of one read per row.
   *
   * @param key column that the rows below refer to, usually id
   * @param parent their column that does
   * @param order of the rows below one row
   */
  record Descendants(
      String function, String file, String table, String key, String parent, List<String> order)
      implements Fix {}

  /** Ecto's own words for what a fragment says. */
  record EctoForm(String function, String file, String fragment, String ecto) implements Fix {}

  /** A LIMIT for pages, a stream for the rest. */
  record LimitOrStream(String function, String file, String table) implements Fix {}

  /**
   * A statistics object: the planner learns how columns depend on each other.
   *
   * @param columns two to eight columns of the table
   */
  record ExtendedStatistics(String schema, String table, List<String> columns) implements Fix {}

  /** More values of one column are counted by ANALYZE; the server's default target is 100. */
  record StatisticsTarget(String schema, String table, String column, int target) implements Fix {}

  /**
   * Upkeep of a table: now, and by autovacuum from now on.
   *
   * @param vacuum VACUUM (ANALYZE), otherwise ANALYZE alone
   * @param settings storage parameters, {@code autovacuum_analyze_scale_factor} and its kin
   */
  record TableUpkeep(String schema, String table, boolean vacuum, Map<String, String> settings)
      implements Fix {}

  /** A server setting for one query alone, {@code SET LOCAL} inside its transaction. */
  record LocalSetting(String function, String file, String name, String value) implements Fix {}

  /** All rows of a transaction locked at once, in the order of their keys. */
  record LockInOrder(String function, String file, String table) implements Fix {}

  /** A limit of the server's own for one query, below the client's. */
  record StatementTimeout(String function, String file) implements Fix {}

  /** Outside work first, then a short transaction that reads again under the lock. */
  record WorkBeforeTransaction(String function, String file, String table) implements Fix {}
}
