package dev.ectoscope.elixir;

import java.util.List;

/**
 * What the source tells of a query, {@code from} or piped.
 *
 * @param schema full name of the schema it reads first, or ""
 * @param tables tables it reads, the first one first; joined and associated ones follow
 * @param preloads names of associations it preloads
 * @param filters fields its conditions name, in order
 * @param order fields it sorts by
 * @param select its {@code select} as written, or the SQL text given to {@code Repo.query}, or ""
 * @param limited has a {@code limit}
 * @param complete whether all of it stands where it could be read
 */
public record Query(
    String schema,
    List<String> tables,
    List<String> preloads,
    List<String> filters,
    List<String> order,
    String select,
    boolean limited,
    boolean complete) {

  static final Query UNKNOWN =
      new Query("", List.of(), List.of(), List.of(), List.of(), "", false, false);

  public Query {
    tables = List.copyOf(tables);
    preloads = List.copyOf(preloads);
    filters = List.copyOf(filters);
    order = List.copyOf(order);
  }

  /** Whether the table it reads first is known. */
  public boolean isKnown() {
    return !tables.isEmpty();
  }
}
