package dev.ectoscope.detector.query;

import dev.ectoscope.detector.Suspicion;
import dev.ectoscope.elixir.ElixirProject;
import dev.ectoscope.elixir.Place;
import dev.ectoscope.elixir.RepoCall;
import dev.ectoscope.elixir.module.Association;
import dev.ectoscope.elixir.module.Schema;
import dev.ectoscope.review.Fix;
import dev.ectoscope.sql.Shape;
import java.util.List;
import java.util.Optional;

/**
 * A function that reads one row, then calls itself for the row above, or the rows below, then calls
 * itself for each: no list of keys exists.
 */
final class ParentChain {

  private ParentChain() {}

  /** One recursive query instead; empty unless the source shows the recursion. */
  static Optional<Fix> fix(Suspicion suspicion, ElixirProject source) {
    Optional<Place> place = suspicion.place().filter(Place::isKnown);
    boolean one =
        place
            .flatMap(Place::call)
            .filter(call -> call.plainName().matches("get|get_by|one"))
            .isPresent();
    String table = suspicion.statement().shape().rootTable();
    List<Schema> schemas = source.schemasOf(table);
    boolean all = place.flatMap(Place::call).filter(c -> c.plainName().equals("all")).isPresent();
    if (all && !schemas.isEmpty() && callsItself(place.get(), source)) {
      return below(suspicion, schemas.get(0));
    }
    if (!one || schemas.isEmpty() || !callsItself(place.get(), source)) {
      return Optional.empty();
    }
    Schema schema = schemas.get(0);
    String text = place.get().call().map(RepoCall::function).orElse("");
    String body = source.function(text).map(source::text).orElse("");
    List<Association> up =
        schema.associations().stream()
            .filter(a -> a.kind() == Association.Kind.BELONGS_TO)
            .filter(a -> a.target().equals(schema.module()))
            .filter(a -> body.contains("." + a.foreignKey()))
            .toList();
    return up.size() == 1
        ? Optional.of(
            new Fix.Ancestors(
                suspicion.function(),
                suspicion.file(),
                table,
                up.get(0).references(),
                up.get(0).foreignKey()))
        : Optional.empty();
  }

  private static Optional<Fix> below(Suspicion suspicion, Schema schema) {
    Shape shape = suspicion.statement().shape();
    if (!(suspicion.facts().get("fix") instanceof Fix.Preload preload)
        || !preload.filters().isEmpty()
        || shape.limit().isPresent()) {
      return Optional.empty();
    }
    return schema.associations().stream()
        .filter(a -> a.kind() == Association.Kind.BELONGS_TO)
        .filter(a -> a.target().equals(schema.module()) && a.foreignKey().equals(preload.key()))
        .findFirst()
        .map(
            up ->
                new Fix.Descendants(
                    suspicion.function(),
                    suspicion.file(),
                    schema.table(),
                    up.references(),
                    up.foreignKey(),
                    preload.order()));
  }

  private static boolean callsItself(Place place, ElixirProject source) {
    return source.function(place.function()).stream()
        .anyMatch(function -> source.callees(function).contains(function.fullName()));
  }
}
