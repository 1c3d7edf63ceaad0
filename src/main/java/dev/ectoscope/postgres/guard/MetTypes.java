package dev.ectoscope.postgres.guard;

import dev.ectoscope.postgres.SqlScanner;
import dev.ectoscope.postgres.SqlScanner.Token;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The types whose values a statement can hold: of the columns, functions and types it reaches, of
 * its literals and of what PostgreSQL's operators make of them. A cast, an operator or a function
 * of somebody's own counts only where a value for it can be.
 */
final class MetTypes {

  /** Literals, comparisons and strings are everywhere. */
  private static final Set<String> EVERYWHERE =
      Set.of("bool", "int4", "int8", "numeric", "text", "varchar", "unknown", "record", "float8");

  /** What SQL's own words give without naming a type. */
  private static final Set<String> MOMENTS =
      Set.of("date", "time", "timetz", "timestamp", "timestamptz", "interval");

  private static final Set<String> MOMENT_WORDS =
      Set.of(
          "current_date",
          "current_time",
          "current_timestamp",
          "localtime",
          "localtimestamp",
          "zone");

  private static final Set<String> SYSTEM = Set.of("oid", "tid", "xid", "cid", "name", "bit");

  private static final Set<String> SYSTEM_WORDS =
      Set.of(
          "tableoid",
          "ctid",
          "xmin",
          "xmax",
          "cmin",
          "cmax",
          "current_user",
          "session_user",
          "current_role",
          "current_catalog",
          "current_schema",
          "user",
          "b",
          "x");

  private final Set<Long> met = new LinkedHashSet<>();
  private final Set<Long> targets = new HashSet<>();
  private final Set<String> words = new HashSet<>();
  private final Set<String> targetWords = new HashSet<>();
  private final Set<String> operators = new HashSet<>();
  private boolean assignsAnything;

  void add(long type) {
    met.add(type);
  }

  /** Everything that a text names. */
  void addNames(Names names, List<Token> tokens) {
    names.all().forEach(name -> words.add(name.name()));
    names.targets().forEach(name -> targetWords.add(name.name()));
    names.operators().forEach(operator -> operators.add(operator.name()));
    tokens.stream()
        .filter(t -> t.kind() == SqlScanner.Kind.STRING && t.text().matches("(?s)[bBxX]'.*"))
        .forEach(t -> words.add("b"));
  }

  /** Types that a function's body turns values into without naming them. */
  void addAssigned(Collection<Long> types, String body) {
    targets.addAll(types);
    assignsAnything |= body.contains("%");
  }

  /** Types that a function's body may name for its variables. */
  void addTargets(Names names) {
    names.all().forEach(name -> targetWords.add(name.name()));
  }

  /** A type that the text may cast to, and all that it is made of. */
  void addTarget(long type) {
    targets.add(type);
  }

  boolean has(long type) {
    return met.contains(type);
  }

  /** Whether a value can be cast in this way. */
  boolean canMeet(ReachRow.Cast cast) {
    return isSource(cast) && isUsed(cast);
  }

  private boolean isSource(ReachRow.Cast cast) {
    return cast.kin().stream().anyMatch(met::contains)
        || canBe(cast.source(), cast.sourceName(), cast.makers());
  }

  /**
   * Whether the statement can hold a value of that type.
   *
   * @param makers operators that give such values
   */
  boolean canBe(long type, String name, List<String> makers) {
    if (met.contains(type)) {
      return true;
    }
    if (type >= ReachFacts.FIRST_NORMAL) {
      return false;
    }
    return EVERYWHERE.contains(name)
        || Names.spellings(name).stream().anyMatch(words::contains)
        || makers.stream().anyMatch(operators::contains)
        || MOMENTS.contains(name) && words.stream().anyMatch(MOMENT_WORDS::contains)
        || SYSTEM.contains(name) && words.stream().anyMatch(SYSTEM_WORDS::contains)
        || words.stream().anyMatch(w -> w.startsWith("xml") || w.startsWith("json"));
  }

  /** An implicit one where its target is, any other where it is written or assigned. */
  private boolean isUsed(ReachRow.Cast cast) {
    if (cast.context().equals("i")) {
      return cast.target() < ReachFacts.FIRST_NORMAL || met.contains(cast.target());
    }
    return targets.contains(cast.target())
        || Names.spellings(cast.targetName()).stream().anyMatch(targetWords::contains)
        || assignsAnything && cast.context().equals("a");
  }
}
