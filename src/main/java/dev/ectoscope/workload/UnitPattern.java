package dev.ectoscope.workload;

import dev.ectoscope.log.LogEvent.UnitKind;
import dev.ectoscope.sql.Statement;
import java.util.List;

/**
 * Something a detector looks for in whole units of work. It is asked once for each unit, when the
 * unit is complete; afterwards the unit is gone and only the sums of what was sighted remain, which
 * detectors read by {@link Workload#sightings}. Pure: what it says depends on the unit alone.
 */
public interface UnitPattern {

  /** Names it in saved workloads; change it when the meaning of its sightings changes. */
  String id();

  /**
   * Whether executions of a query group may be of what is looked for. Asked once for each group:
   * most units are passed over without being looked at.
   *
   * @param verb first word of the statement in lower case
   */
  boolean minds(GroupKey group, String verb);

  /** Query groups of one statement that it takes at least. */
  default int groups() {
    return 1;
  }

  /**
   * Whether a unit is looked at whatever it asks.
   *
   * @param view see {@link UnitOfWork#view}
   */
  default boolean minds(UnitKind kind, String name, String view) {
    return false;
  }

  /**
   * @param unit complete, its queries in order; without its key, which only examples have
   * @param statements of the unit
   * @param sink told what was sighted
   */
  void look(UnitOfWork unit, Statements statements, Sink sink);

  /** What is known of the statements of a unit's queries. */
  interface Statements {

    /** The first word in lower case, without waiting for the parser. */
    String verb(QueryCall call);

    /** Its structure; never null. */
    Statement of(QueryCall call);
  }

  /** Takes sightings. */
  interface Sink {

    /**
     * @param variant of the pattern, or ""
     * @param groups the query groups concerned, the culprit first, at least one
     * @param occurrences executions concerned
     * @param tenths time concerned, in tenths of a millisecond
     * @param parameters hashes of the parameter lists concerned, where they matter
     */
    void sighted(
        String variant, List<GroupKey> groups, long occurrences, long tenths, long... parameters);
  }
}
