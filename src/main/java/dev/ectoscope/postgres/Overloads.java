package dev.ectoscope.postgres;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
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

  private record Waiting(List<Long> types, Deed deed) {}

  private final ReachFacts facts;
  private final List<Waiting> waiting = new ArrayList<>();

  Overloads(ReachFacts facts) {
    this.facts = facts;
  }

  /** A function of that name, among all that the text may mean. */
  void function(ReachFacts.Function function, List<Long> others, Names names, Deed deed)
      throws SQLException {
    if (isOutdone(function, others, names)) {
      waiting.add(new Waiting(valuesOf(function.arguments()), deed));
    } else {
      deed.follow();
    }
  }

  /** An operator that the text names, or that SQL's syntax stands for. */
  void operator(ReachFacts.Operator operator, Names names, Deed deed) throws SQLException {
    boolean bare = names.operators().stream().allMatch(o -> o.schema().isEmpty());
    if (operator != null && operator.outdone() && bare) {
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

  private boolean isOutdone(ReachFacts.Function function, List<Long> others, Names names)
      throws SQLException {
    boolean bare =
        function.own()
            && names.called().stream()
                .noneMatch(n -> n.name().equals(function.name()) && !n.schema().isEmpty());
    for (long other : bare ? others : List.<Long>of()) {
      ReachFacts.Function builtIn = facts.function(other);
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
      ReachFacts.Type type = facts.type(argument);
      Stream<Long> inner = type == null ? Stream.of() : type.types().stream();
      inner.filter(t -> t >= ReachFacts.FIRST_NORMAL).forEach(values::add);
    }
    return values;
  }
}
