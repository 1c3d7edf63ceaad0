package dev.ectoscope.elixir;

import dev.ectoscope.sql.Column;
import dev.ectoscope.sql.Kind;
import dev.ectoscope.sql.Operator;
import dev.ectoscope.sql.Shape;
import dev.ectoscope.sql.Statement;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the words of a query's source say for or against a statement: fragments, values, locks. */
final class Wording {

  private static final Pattern FRAGMENT =
      Pattern.compile("fragment\\(\\s*\"([^\"\\\\]*+(?:\\\\.[^\"\\\\]*+)*+)\"");
  private static final Pattern LITERAL = Pattern.compile("'([^']{2,80})'");
  // `change(order, paid_at: now)`, `set: [paid_at: ^now]`: from the first key on
  private static final Pattern CHANGES =
      Pattern.compile(
          "(?:\\bchange\\((?:[^():]*,)?|\\b(?:set|inc|push|pull): \\[)\\s*%?\\{?([a-z_]\\w*: [^\\]]*)");
  private static final Pattern KEY = Pattern.compile("\\b([a-z_]\\w*): ");
  private static final Pattern SELECTED =
      Pattern.compile("\\b[a-z_][a-z0-9_]*\\.([a-z_][A-Za-z0-9_]*)\\b(?!\\()");

  private final ElixirProject project;
  private final Shape shape;
  private final String sql;

  Wording(ElixirProject project, Statement statement) {
    this.project = project;
    this.shape = statement.shape();
    this.sql = statement.text().toLowerCase(Locale.ROOT).replace("\"", "");
  }

  int points(RepoCall call) {
    return fragments(call)
        + literals(call)
        + lock(call)
        + selected(call)
        + list(call)
        + written(call);
  }

  /** Fields named in {@code change(…)}, {@code set: […]}, {@code inc: […]} are those updated. */
  private int written(RepoCall call) {
    Matcher changes = CHANGES.matcher(call.text());
    if (shape.kind() != Kind.UPDATE || !changes.find()) {
      return 0;
    }
    Set<String> columns = new HashSet<>(shape.projection().stream().map(Column::name).toList());
    boolean named = false;
    changes.reset();
    while (changes.find()) {
      Matcher key = KEY.matcher(changes.group(1));
      while (key.find()) {
        named |= columns.contains(key.group(1));
      }
    }
    return columns.isEmpty() ? 0 : named ? 4 : -20;
  }

  private int fragments(RepoCall call) {
    int points = 0;
    Matcher fragment = FRAGMENT.matcher(call.text());
    while (fragment.find()) {
      boolean said = true;
      for (String piece : fragment.group(1).toLowerCase(Locale.ROOT).split("\\?")) {
        said &= sql.contains(piece.strip());
      }
      points += said ? 4 : -6;
    }
    return points;
  }

  private int literals(RepoCall call) {
    int points = 0;
    Matcher literal = LITERAL.matcher(sql);
    String text = call.text().toLowerCase(Locale.ROOT);
    while (literal.find()) {
      points += text.contains(literal.group(1)) ? 2 : 0;
    }
    return points;
  }

  private int lock(RepoCall call) {
    boolean locks = call.text().contains("lock: ") || call.text().contains("lock(");
    return call.query().complete() && locks != shape.locking() ? -4 : 0;
  }

  /** Fields named in {@code select} are those selected. */
  private int selected(RepoCall call) {
    String select = call.query().select();
    if (select.isEmpty() || shape.projection().isEmpty()) {
      return 0;
    }
    Set<String> printed = new HashSet<>(shape.projection().stream().map(Column::name).toList());
    int points = 0;
    Matcher field = SELECTED.matcher(select);
    while (field.find()) {
      points += printed.contains(field.group(1)) ? 1 : sql.contains(field.group(1)) ? 0 : -3;
    }
    return points;
  }

  /** {@code = ANY($1)} comes from {@code in ^list} and from preloads of many parents. */
  private int list(RepoCall call) {
    List<Operator> operators = shape.predicates().stream().map(p -> p.operator()).toList();
    boolean any = operators.contains(Operator.ANY);
    if (call.plainName().equals("preload")) {
      return any == runsInLoop(call) ? -2 : 2;
    }
    if (isPreload() && call.query().complete() && call.query().preloads().isEmpty()) {
      return -10;
    }
    boolean inList = call.text().contains(" in ^") || !call.query().complete();
    return any && !inList && call.query().preloads().isEmpty() ? -4 : 0;
  }

  private boolean runsInLoop(RepoCall call) {
    return call.isInside(Around.Kind.LOOP) || project.isCalledInLoop(call.function());
  }

  /** Ecto selects the key of the parents a second time, as the last column, in a preload. */
  private boolean isPreload() {
    List<Column> projection = shape.projection();
    if (projection.size() < 2 || shape.order().isEmpty()) {
      return false;
    }
    Column last = projection.get(projection.size() - 1);
    boolean twice = projection.indexOf(last) < projection.size() - 1;
    return twice && shape.predicates().stream().anyMatch(p -> last.equals(p.column()));
  }
}
