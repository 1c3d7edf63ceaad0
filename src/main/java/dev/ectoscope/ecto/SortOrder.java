package dev.ectoscope.ecto;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** {@code order_by} of keys as SQL spells them: {@code c0.inserted_at DESC}. */
final class SortOrder {

  static final String DESCENDING = " DESC";

  private SortOrder() {}

  /** {@code order_by: [desc: c.inserted_at, desc: c.id]}. */
  static String of(Names names, String table, List<String> order, String binding) {
    boolean allUp = order.stream().noneMatch(SortOrder::isDescending);
    List<String> parts = new ArrayList<>();
    for (String key : order) {
      String direction = allUp ? "" : isDescending(key) ? "desc: " : "asc: ";
      parts.add(direction + names.field(table, binding, column(key)));
    }
    return "order_by: "
        + (parts.size() == 1 && allUp ? parts.get(0) : "[" + String.join(", ", parts) + "]");
  }

  static boolean isDescending(String key) {
    return key.toUpperCase(Locale.ROOT).endsWith(DESCENDING);
  }

  /** The bare column. */
  static String column(String key) {
    return key.replaceAll("(?i) (asc|desc)$", "").replaceAll("^\\w+\\.", "");
  }
}
