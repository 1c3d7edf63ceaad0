package dev.ectoscope.ecto;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A query that a loop asks for each of its rows.
 *
 * @param column field compared with the row's key
 * @param key the row itself or a field of it, {@code post.id}
 * @param rest the other conditions, which are the same for all rows
 */
record RowQuestion(AskedQuery query, String column, String key, List<String> rest) {

  /** Empty unless one condition alone differs from row to row. */
  static Optional<RowQuestion> of(LoopSource loop, AskedQuery query) {
    Pattern keyed =
        Pattern.compile(Pattern.quote(query.binding()) + "\\.(\\w+) == \\^\\(?([^()]+)\\)?");
    for (String condition : query.conditions()) {
      Matcher matcher = keyed.matcher(condition);
      if (matcher.matches() && isKey(loop, matcher.group(2))) {
        List<String> rest = new ArrayList<>(query.conditions());
        rest.remove(condition);
        boolean same =
            rest.stream().allMatch(loop::isFree)
                && query.clauses().values().stream().allMatch(loop::isFree);
        return same
            ? Optional.of(new RowQuestion(query, matcher.group(1), matcher.group(2), rest))
            : Optional.empty();
      }
    }
    return Optional.empty();
  }

  /** Whether a text is the row of a loop or a field of it. */
  static boolean isKey(LoopSource loop, String text) {
    return text.matches(Pattern.quote(loop.element()) + "(\\.[a-z_]\\w*)?");
  }

  /** {@code c.post_id}. */
  String field() {
    return query.binding() + "." + column;
  }

  /** {@code where:} of all rows at once. */
  String whereIn(String keys) {
    List<String> all = new ArrayList<>(List.of(field() + " in ^" + keys));
    all.addAll(rest);
    return AskedQuery.where(all);
  }

  boolean hasOnly(String... clauses) {
    return query.clauses().keySet().stream().allMatch(List.of(clauses)::contains);
  }
}
