package dev.ectoscope.ecto;

import dev.ectoscope.elixir.syntax.Node;
import dev.ectoscope.review.Fix;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A count, a sum or a test per row replaced by one grouped query, asked before the loop. */
final class GroupedRewrite {

  private static final Pattern SELECTED =
      Pattern.compile("(count|sum|avg|min|max)\\([\\w.]*(, :distinct)?\\)");

  private final FunctionSource source;
  private final LoopSource loop;
  private final Names names;
  private final Hoisted hoisted;

  GroupedRewrite(FunctionSource source, LoopSource loop, Names names) {
    this.source = source;
    this.loop = loop;
    this.names = names;
    this.hoisted = new Hoisted(source, loop, names.repo());
  }

  Optional<Change> of(Fix fix) {
    Optional<RowQuestion> asked =
        AskedQuery.of(loop.call()).flatMap(query -> RowQuestion.of(loop, query));
    if (asked.isEmpty()) {
      return Optional.empty();
    }
    String function = names.call().map(call -> call.name()).orElse("");
    if (fix instanceof Fix.GroupedAggregate && function.matches("one!?")) {
      return selected(asked.get());
    }
    if (!asked.get().hasOnly()) {
      return Optional.empty();
    }
    if (fix instanceof Fix.GroupedAggregate aggregate && function.equals("aggregate")) {
      return aggregate(aggregate, asked.get());
    }
    return fix instanceof Fix.GroupedExists && function.equals("exists?")
        ? exists(asked.get())
        : Optional.empty();
  }

  /** {@code Repo.one(from(…, select: sum(p.amount)))}. */
  private Optional<Change> selected(RowQuestion asked) {
    String select = asked.query().clause("select");
    Matcher aggregate = SELECTED.matcher(select);
    return asked.hasOnly("select")
            && aggregate.matches()
            && AskedQuery.options(loop.call()).isEmpty()
        ? grouped(aggregate.group(1), select, asked)
        : Optional.empty();
  }

  private Optional<Change> aggregate(Fix.GroupedAggregate fix, RowQuestion asked) {
    List<Node> options = AskedQuery.options(loop.call());
    boolean count = fix.aggregate().equals("count");
    if (options.isEmpty()
        || options.size() > 2
        || !options.get(0).text().equals(":" + fix.aggregate())) {
      return Optional.empty();
    }
    String named = options.size() == 2 ? options.get(1).text() : "";
    if (named.isEmpty() ? !count : !named.matches(":[a-z_]\\w*")) {
      return Optional.empty();
    }
    String of = named.isEmpty() ? "" : asked.query().binding() + "." + named.substring(1);
    return grouped(fix.aggregate(), fix.aggregate() + "(" + of + ")", asked);
  }

  private Optional<Change> grouped(String aggregate, String value, RowQuestion asked) {
    boolean count = aggregate.equals("count");
    RowKeys rows = rows(asked);
    return hoisted
        .keys(asked.key())
        .flatMap(
            keys -> {
              String name = hoisted.free(count ? "counts" : aggregate + "s");
              List<String> parts = new ArrayList<>(List.of(asked.whereIn(keys)));
              parts.add("group_by: " + asked.field());
              parts.add("select: {" + asked.field() + ", " + value + "}");
              hoisted.asked(name, asked.query().first(), parts, "", rows.mapOfPairs());
              String none = count ? ", 0)" : ")";
              String found = "Map.get(" + name + ", " + rows.sought(asked.key()) + none;
              return hoisted.change(loop.call(), found, rows.notes());
            });
  }

  private Optional<Change> exists(RowQuestion asked) {
    if (!AskedQuery.options(loop.call()).isEmpty()) {
      return Optional.empty();
    }
    List<Node> path = source.downTo(loop.call());
    Node above = path.get(path.size() - 2);
    String operator = above.operator();
    boolean negated =
        operator.equals("==") && above.child(1).text().equals("false")
            || operator.matches("not|!") && above.child(0) == loop.call();
    boolean bare = operator.isEmpty() || operator.equals("=");
    if (!negated && !bare && above.line() != above.lastLine()) {
      return Optional.empty();
    }
    RowKeys rows = rows(asked);
    return hoisted
        .keys(asked.key())
        .flatMap(
            keys -> {
              String name = hoisted.free("existing");
              List<String> parts = new ArrayList<>(List.of(asked.whereIn(keys)));
              parts.add("distinct: true");
              parts.add("select: " + asked.field());
              hoisted.asked(name, asked.query().first(), parts, "", rows.set());
              String in = rows.sought(asked.key()) + (negated ? " not in " : " in ") + name;
              return hoisted.change(
                  negated ? above : loop.call(),
                  negated || bare ? in : "(" + in + ")",
                  rows.notes());
            });
  }

  private RowKeys rows(RowQuestion asked) {
    return RowKeys.of(source, loop, asked.key(), names.fieldOf(asked.query(), asked.column()));
  }
}
