package dev.ectoscope.detector.index;

import dev.ectoscope.detector.index.IndexCandidates.Candidate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Indexes that may stand in for each other: one begins with the other's columns, or with the column
 * that leaves few rows already, and holds all its rows. Each costs every write, so that one for all
 * is looked for; whether it serves them as well is asked like any other index.
 */
public final class Overlaps {

  /** Of others' candidates asked about for one; a table of many tenants has many of them. */
  private static final int MOST = 4;

  private Overlaps() {}

  /** Adds to each the candidates of others on its table that may serve its statements too. */
  static void asked(List<Served> all) {
    Map<String, List<Served>> byTable = new HashMap<>();
    for (Served one : all) {
      String table = one.main().schema() + "." + one.main().table();
      byTable.computeIfAbsent(table, t -> new ArrayList<>()).add(one);
    }
    byTable.values().forEach(Overlaps::askedOfOneTable);
  }

  private static void askedOfOneTable(List<Served> all) {
    List<List<Candidate>> own = all.stream().map(s -> List.copyOf(s.alternatives())).toList();
    for (int i = 0; i < all.size(); i++) {
      for (int j = 0; j < all.size(); j++) {
        if (i != j) {
          add(all.get(i).alternatives(), own.get(i), own.get(j));
        }
      }
    }
  }

  private static void add(List<Candidate> to, List<Candidate> own, List<Candidate> others) {
    for (Candidate other : others) {
      boolean serves =
          own.stream()
              .anyMatch(one -> mayServe(other.keys(), other.where(), one.keys(), one.where()));
      if (serves && !to.contains(other) && to.size() < own.size() + MOST) {
        to.add(other);
      }
    }
  }

  /**
   * Whether an index may serve what another serves.
   *
   * @param where predicates of conditions joined by AND, or ""
   */
  public static boolean mayServe(
      List<String> keys, String where, List<String> others, String othersWhere) {
    boolean begins =
        keys.get(0).equals(others.get(0))
            || keys.size() >= others.size()
                && new HashSet<>(keys.subList(0, others.size())).equals(new HashSet<>(others));
    boolean same = keys.equals(others) && where.equals(othersWhere);
    return begins && !same && conditions(othersWhere).containsAll(conditions(where));
  }

  /** Whether it does so by its form alone: it begins with the other, of the same rows. */
  public static boolean begins(
      List<String> keys, String where, List<String> others, String othersWhere) {
    return keys.size() >= others.size()
        && keys.subList(0, others.size()).equals(others)
        && where.equals(othersWhere);
  }

  private static Set<String> conditions(String where) {
    List<String> parts = new ArrayList<>(List.of(where.split(" AND ")));
    parts.removeIf(String::isBlank);
    return Set.copyOf(parts);
  }
}
