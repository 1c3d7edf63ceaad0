package dev.ectoscope.postgres.guard;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Functions and operators that share their name with one of PostgreSQL's and take nothing but
 * values of somebody's own types: they are reached only where a statement has such a value. Without
 * this, a careless {@code upper(mood)} would keep every statement with {@code upper(name)} from
 * being run.
 */
final class Overloads {

  /** What follows when it is reached. */
  @FunctionalInterface
  interface Deed {
    void follow() throws SQLException;
  }

  /** What looks like a function and is none, as long as no quotes make it one. */
  private static final Set<String> GRAMMAR =
      Set.of("coalesce", "greatest", "least", "nullif", "exists", "row", "values", "grouping");

  private record Waiting(List<Long> types, Deed deed) {}

  private final ReachFacts facts;
  private final List<Waiting> waiting = new ArrayList<>();

  Overloads(ReachFacts facts) {
    this.facts = facts;
  }

  /** A function of that name, among all that the text may mean. */
  void function(ReachRow.Function function, List<Long> others, Names names, Deed deed)
      throws SQLException {
    if (isOutdone(function, others, names)) {
      waiting.add(new Waiting(valuesOf(function.arguments()), deed));
    } else {
      deed.follow();
    }
  }

  /** An operator that the text names, or that SQL's syntax stands for. */
  void operator(ReachRow.Operator operator, Names names, Deed deed) throws SQLException {
    if (operator.outdone() && isBare(names)) {
      waiting.add(new Waiting(valuesOf(List.of(operator.left(), operator.right())), deed));
    } else {
      deed.follow();
    }
  }

  /** Follows those whose values have been met since; whether there were any. */
  boolean follow(MetTypes met) throws SQLException {
    boolean more = false;
    for (Waiting one : List.copyOf(waiting)) {
      if (one.types().stream().anyMatch(met::has)) {
        waiting.remove(one);
        one.deed().follow();
        more = true;
      }
    }
    return more;
  }

  /** Whether no operator is written with its schema. */
  boolean isBare(Names names) {
    return names.operators().stream().allMatch(o -> o.schema().isEmpty());
  }

  /** Whether another function, or a column, may be meant by the same words. */
  boolean isOne(long oid, List<Long> others, Names names) throws SQLException {
    ReachRow.Function function = facts.function(oid);
    if (function == null || function.isBuiltIn() || names.isQualified(function.name())) {
      return false;
    }
    if (!names.isCalled(function.name()) || GRAMMAR.contains(function.name())) {
      return true;
    }
    for (long other : others) {
      ReachRow.Function known = facts.function(other);
      if (known != null && known.isBuiltIn() && known.name().equals(function.name())) {
        return true;
      }
    }
    return false;
  }

  private boolean isOutdone(ReachRow.Function function, List<Long> others, Names names)
      throws SQLException {
    boolean bare = function.own() && !names.isQualified(function.name());
    for (long other : bare ? others : List.<Long>of()) {
      ReachRow.Function builtIn = facts.function(other);
      if (builtIn != null
          && builtIn.isBuiltIn()
          && builtIn.name().equals(function.name())
          && builtIn.arity() == function.arity()) {
        return true;
      }
    }
    return false;
  }

  /** Types of which such arguments can be made: an array is made of its elements. */
  private List<Long> valuesOf(List<Long> arguments) throws SQLException {
    List<Long> values = new ArrayList<>(arguments);
    for (long argument : arguments) {
      ReachRow.Type type = facts.type(argument);
      Stream<Long> inner = type == null ? Stream.of() : type.types().stream();
      inner.filter(t -> t >= ReachFacts.FIRST_NORMAL).forEach(values::add);
    }
    return values;
  }
}
