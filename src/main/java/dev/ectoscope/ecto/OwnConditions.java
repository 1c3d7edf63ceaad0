package dev.ectoscope.ecto;

import dev.ectoscope.elixir.module.Association;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * {@code has_many :shown, Comment, where: [status: :visible]}: what an association asks of its rows
 * by itself, in the words of {@code where:} of a query with the binding {@code x}. Source: ecto
 * 3.13, lib/ecto/association.ex, {@code combine_assoc_query/2}.
 */
final class OwnConditions {

  private static final Pattern PAIR =
      Pattern.compile(
          "(\\w+): (nil|true|false|:\\w+|-?\\d+|\"[^\"]*\"|\\{:not, nil\\}|\\{:in, (\\[[^\\[\\]]*])\\})"
              + "(?:, |$)");

  private OwnConditions() {}

  /** None for an association without any; empty when they are not wholly understood. */
  static Optional<Set<String>> of(Association association) {
    if (association.options().containsKey("join_where")) {
      return Optional.empty();
    }
    String written = association.options().get("where");
    if (written == null) {
      return Optional.of(Set.of());
    }
    String pairs = written.strip().replaceFirst("^\\[", "").replaceFirst("]$", "");
    Set<String> conditions = new HashSet<>();
    Matcher pair = PAIR.matcher(pairs);
    int at = 0;
    while (at < pairs.length() && pair.find(at) && pair.start() == at) {
      conditions.add(condition(pair.group(1), pair.group(2), pair.group(3)));
      at = pair.end();
    }
    return at == pairs.length() && !conditions.isEmpty()
        ? Optional.of(conditions)
        : Optional.empty();
  }

  private static String condition(String field, String value, String list) {
    if (list != null) {
      return "x." + field + " in " + list;
    }
    return switch (value) {
      case "nil" -> "is_nil(x." + field + ")";
      case "{:not, nil}" -> "not is_nil(x." + field + ")";
      case "true" -> "x." + field;
      case "false" -> "not x." + field;
      default -> "x." + field + " == " + value;
    };
  }

  /** A condition of a query in the same words. */
  static String plain(String condition, String binding) {
    return condition
        .strip()
        .replaceAll("(?<![\\w.:])" + Pattern.quote(binding) + "\\.", "x.")
        .replaceAll("== \\^(?=[:\"])", "== ")
        .replaceFirst("^(x\\.\\w+) == true$", "$1")
        .replaceFirst("^(x\\.\\w+) == false$", "not $1");
  }

  /**
   * The association that asks for most of what a query asks, and for nothing else; empty when there
   * is none, or several as good.
   *
   * @param conditions of the query, plain
   */
  static Optional<Association> best(Stream<Association> associations, Set<String> conditions) {
    List<Association> best = new ArrayList<>();
    int most = -1;
    for (Association one : associations.toList()) {
      Set<String> own = of(one).orElse(Set.of(""));
      if (conditions.containsAll(own) && own.size() >= most) {
        if (own.size() > most) {
          best.clear();
        }
        most = own.size();
        best.add(one);
      }
    }
    boolean one = best.stream().map(Association::name).distinct().count() == 1;
    return one ? Optional.of(best.get(0)) : Optional.empty();
  }
}
