package dev.ectoscope.postgres.catalog;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.List;

/**
 * What decides whether an index may be dropped.
 *
 * @param classes operator class of each key, and its collation where it has one
 * @param constraint name of the constraint it serves, or ""
 * @param referencedBy names of foreign keys that rely on it
 * @param replicaIdentity whether logical replication finds rows by it
 * @param clustered whether CLUSTER orders the table by it
 * @param nullsNotDistinct UNIQUE NULLS NOT DISTINCT
 * @param ready whether writes maintain it
 * @param live false while a DROP INDEX CONCURRENTLY is at work, or after it failed
 * @param parent name of the partitioned index it belongs to, or ""
 * @param partitioned whether it is the index of a partitioned table, without storage of its own
 * @param rows entries it holds by the last ANALYZE or VACUUM, or -1
 * @param bloatBytes estimate of its bytes beyond a fresh build ({@link IndexBloat}), or -1 when
 *     statistics are missing
 */
public record IndexDetail(
    List<String> classes,
    String constraint,
    List<String> referencedBy,
    boolean replicaIdentity,
    boolean clustered,
    boolean nullsNotDistinct,
    boolean ready,
    boolean live,
    String parent,
    boolean partitioned,
    double rows,
    long bloatBytes) {

  static final IndexDetail NONE =
      new IndexDetail(List.of(), "", List.of(), false, false, false, true, true, "", false, -1, -1);

  public IndexDetail {
    classes = Catalog.listOf(classes);
    referencedBy = Catalog.listOf(referencedBy);
    constraint = Catalog.textOf(constraint);
    parent = Catalog.textOf(parent);
  }

  @JsonIgnore
  boolean isReferenced() {
    return !referencedBy.isEmpty();
  }

  IndexDetail withBloat(long bytes) {
    return new IndexDetail(
        classes,
        constraint,
        referencedBy,
        replicaIdentity,
        clustered,
        nullsNotDistinct,
        ready,
        live,
        parent,
        partitioned,
        rows,
        bytes);
  }
}
