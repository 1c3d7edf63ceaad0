package dev.ectoscope.elixir;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What narrows and sorts a query, while it is being read. */
final class Narrowing {

  final Set<String> filters = new LinkedHashSet<>();
  final List<String> order = new ArrayList<>();
  String select = "";
  boolean limited;

  Narrowing copy() {
    Narrowing copy = new Narrowing();
    copy.become(this);
    return copy;
  }

  void become(Narrowing other) {
    List<String> fields = List.copyOf(other.filters);
    List<String> sorted = List.copyOf(other.order);
    filters.clear();
    filters.addAll(fields);
    order.clear();
    order.addAll(sorted);
    select = other.select;
    limited = other.limited;
  }

  /** What all of several queries have in common, any of which may be meant. */
  static Narrowing common(List<Narrowing> all) {
    Narrowing common = all.get(0).copy();
    for (Narrowing other : all) {
      common.filters.retainAll(other.filters);
      common.order.retainAll(other.order);
      common.limited &= other.limited;
      common.select = common.select.equals(other.select) ? common.select : "";
    }
    return common;
  }
}
