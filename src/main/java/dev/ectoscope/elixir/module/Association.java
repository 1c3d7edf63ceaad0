package dev.ectoscope.elixir.module;

import java.util.List;
import java.util.Map;

/**
 * An association or embed of a schema.
 *
 * @param kind its kind
 * @param name its name
 * @param target full name of the schema it leads to; for a {@code through:} the schema at the end
 *     of the chain, "" when that is not known
 * @param source table named in place of the schema's own, {@code {"old_posts", Post}}, else ""
 * @param foreignKey field that holds the other side's key, on the side that has it; "" for embeds,
 *     {@code through:} and many-to-many
 * @param references field the foreign key refers to, "" where there is none
 * @param through the chain of {@code through:}, else empty
 * @param joinThrough table or full module name of a many-to-many, else ""
 * @param joinKeys {@code join_keys:} of a many-to-many in order: column of the join table to field
 * @param options the other options as written, e.g. {@code where}, {@code preload_order}
 * @param line line in the schema's file
 */
public record Association(
    Kind kind,
    String name,
    String target,
    String source,
    String foreignKey,
    String references,
    List<String> through,
    String joinThrough,
    Map<String, String> joinKeys,
    Map<String, String> options,
    int line) {

  public Association {
    through = List.copyOf(through);
    joinKeys = java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(joinKeys));
    options = java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(options));
  }

  /** Ecto's macros. */
  public enum Kind {
    BELONGS_TO,
    HAS_ONE,
    HAS_MANY,
    MANY_TO_MANY,
    EMBEDS_ONE,
    EMBEDS_MANY;

    /** {@code has_many}. */
    public String macro() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }

    public boolean isEmbed() {
      return this == EMBEDS_ONE || this == EMBEDS_MANY;
    }
  }

  Association leadingTo(String module) {
    return new Association(
        kind,
        name,
        module,
        source,
        foreignKey,
        references,
        through,
        joinThrough,
        joinKeys,
        options,
        line);
  }
}
