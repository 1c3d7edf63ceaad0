package dev.ectoscope.elixir.module;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Follows {@code through:} to the schema at its end. */
public final class Throughs {

  private static final int DEEPEST = 8;

  private Throughs() {}

  public static ElixirModule resolved(ElixirModule module, Map<String, ElixirModule> byName) {
    if (module.schema().isEmpty()) {
      return module;
    }
    Schema schema = module.schema().get();
    List<Association> associations =
        schema.associations().stream()
            .map(a -> a.through().isEmpty() ? a : a.leadingTo(end(schema, a, byName, 0)))
            .toList();
    return module.with(schema.with(associations));
  }

  private static String end(
      Schema schema, Association association, Map<String, ElixirModule> byName, int depth) {
    if (association.through().isEmpty() || depth > DEEPEST) {
      return association.target();
    }
    Optional<Schema> at = Optional.of(schema);
    String target = "";
    for (String step : association.through()) {
      Optional<Association> next = at.flatMap(s -> s.association(step));
      Optional<Schema> from = at;
      target = next.map(a -> end(from.get(), a, byName, depth + 1)).orElse("");
      at = Optional.ofNullable(byName.get(target)).flatMap(ElixirModule::schema);
    }
    return target;
  }
}
