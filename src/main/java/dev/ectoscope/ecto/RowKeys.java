package dev.ectoscope.ecto;

import dev.ectoscope.elixir.module.Field;
import java.util.List;
import java.util.Optional;

/**
 * How a map's keys, which the database gave, meet the keys that a loop goes over. Ecto casts what
 * it is asked for, {@code Repo.get(Post, "12")}; a map finds only what is equal.
 */
final class RowKeys {

  private enum Origin {
    SAME,
    UNKNOWN,
    TEXT
  }

  private final Origin origin;

  private RowKeys(Origin origin) {
    this.origin = origin;
  }

  /**
   * @param key the loop's element, or a field of it
   * @param field the field that is compared with it, if it is known
   */
  static RowKeys of(FunctionSource source, LoopSource loop, String key, Optional<Field> field) {
    boolean integer = field.filter(f -> f.type().matches("id|integer")).isPresent();
    if (!integer || key.contains(".")) {
      return new RowKeys(Origin.SAME);
    }
    String list = loop.list().text();
    boolean text = list.contains("String.split") || source.callers().isGivenAsText(list);
    boolean known = !loop.isList(source) || source.bound(list).isPresent() || list.startsWith("[");
    return new RowKeys(text ? Origin.TEXT : known ? Origin.SAME : Origin.UNKNOWN);
  }

  /** What is looked up. */
  String sought(String key) {
    return origin == Origin.TEXT ? "to_string(" + key + ")" : key;
  }

  /** {@code Map.new(…)} of rows by a field. */
  String mapBy(String field) {
    return "Map.new(&{" + sought("&1." + field) + ", &1})";
  }

  /** {@code Enum.group_by(…)} of rows by a field. */
  String groupBy(String field) {
    return origin == Origin.TEXT
        ? "Enum.group_by(&" + sought("&1." + field) + ")"
        : "Enum.group_by(& &1." + field + ")";
  }

  /** {@code Map.new(…)} of pairs of a key and a value. */
  String mapOfPairs() {
    return origin == Origin.TEXT
        ? "Map.new(fn {key, value} -> {to_string(key), value} end)"
        : "Map.new()";
  }

  /** {@code Enum.group_by(…)} of pairs of a key and a value. */
  String groupPairs() {
    return "Enum.group_by(&" + sought("elem(&1, 0)") + ", &elem(&1, 1))";
  }

  /** {@code MapSet.new(…)} of keys. */
  String set() {
    return origin == Origin.TEXT ? "MapSet.new(&to_string/1)" : "MapSet.new()";
  }

  List<String> notes() {
    return switch (origin) {
      case SAME -> List.of();
      case TEXT -> List.of("The keys may come as text, which Ecto cast: to_string compares alike.");
      case UNKNOWN ->
          List.of("The map's keys are integers: one given as text, which Ecto cast, is not found.");
    };
  }
}
