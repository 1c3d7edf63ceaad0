package dev.ectoscope.postgres.catalog;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.List;
import java.util.regex.Pattern;

/**
 * An index.
 *
 * @param schema schema of index and table
 * @param name its name
 * @param table table it is on
 * @param method {@code btree}, {@code gin} …
 * @param keys key columns or expressions in order, as PostgreSQL prints them, without DESC
 * @param options per key "" or {@code DESC}, {@code NULLS FIRST}, {@code DESC NULLS LAST}
 * @param include payload columns of INCLUDE
 * @param predicate WHERE of a partial index, or ""
 * @param unique whether it is UNIQUE
 * @param primary whether it serves the primary key
 * @param valid whether queries may use it
 * @param bytes its size
 * @param definition the CREATE INDEX statement
 * @param more what decides whether it may be dropped, or null
 */
public record Index(
    String schema,
    String name,
    String table,
    String method,
    List<String> keys,
    List<String> options,
    List<String> include,
    String predicate,
    boolean unique,
    boolean primary,
    boolean valid,
    long bytes,
    String definition,
    IndexDetail more) {

  private static final Pattern UNUSUAL = Pattern.compile("\\w_ops\\b| COLLATE ");

  public Index {
    keys = List.copyOf(keys);
    options = List.copyOf(options);
    include = List.copyOf(include);
    more = more == null ? IndexDetail.NONE : more;
  }

  /** An index that nothing depends on. */
  public Index(
      String schema,
      String name,
      String table,
      String method,
      List<String> keys,
      List<String> options,
      List<String> include,
      String predicate,
      boolean unique,
      boolean primary,
      boolean valid,
      long bytes,
      String definition) {
    this(
        schema,
        name,
        table,
        method,
        keys,
        options,
        include,
        predicate,
        unique,
        primary,
        valid,
        bytes,
        definition,
        IndexDetail.NONE);
  }

  Index withMore(IndexDetail detail) {
    return new Index(
        schema,
        name,
        table,
        method,
        keys,
        options,
        include,
        predicate,
        unique,
        primary,
        valid,
        bytes,
        definition,
        detail);
  }

  /**
   * Whether its keys are compared as {@code ORDER BY} and {@code =} do: a definition names the
   * operator class of a key, and its collation, only where they are not the usual ones.
   */
  @JsonIgnore
  public boolean isOfUsualOrder() {
    return method.equals("btree") && !UNUSUAL.matcher(definition).find();
  }

  /** Whether dropping it would take away a rule, an identity or a promise, not only speed. */
  @JsonIgnore
  public boolean isBound() {
    return unique
        || primary
        || !more.constraint().isEmpty()
        || more.isReferenced()
        || more.replicaIdentity()
        || more.clustered();
  }
}
