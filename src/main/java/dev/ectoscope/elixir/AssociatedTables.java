package dev.ectoscope.elixir;

import dev.ectoscope.elixir.module.Association;
import dev.ectoscope.elixir.module.ElixirModule;
import dev.ectoscope.elixir.module.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The tables that associations lead to. */
final class AssociatedTables {

  private final ElixirProject project;

  AssociatedTables(ElixirProject project) {
    this.project = project;
  }

  /** Tables of all associations of a name, whichever schema has it. */
  Stream<String> named(String association) {
    return project.schemas().flatMap(s -> s.association(association).stream()).flatMap(this::of);
  }

  /**
   * Tables on a path of associations, the last one first: it is read, those before are joined.
   *
   * @param start schema that has the first one, if it is known
   */
  List<String> onPath(Optional<Schema> start, List<String> path) {
    Optional<Schema> at = start;
    List<String> found = new ArrayList<>();
    for (String name : path) {
      List<Association> steps =
          at.map(schema -> schema.association(name).stream())
              .orElseGet(() -> project.schemas().flatMap(s -> s.association(name).stream()))
              .toList();
      found.addAll(0, steps.stream().flatMap(this::of).toList());
      at = steps.size() == 1 ? schemaOf(steps.get(0).target()) : Optional.empty();
    }
    return found;
  }

  private Stream<String> of(Association association) {
    Stream<String> join =
        association.joinThrough().isEmpty()
            ? Stream.empty()
            : Stream.of(
                schemaOf(association.joinThrough())
                    .map(Schema::table)
                    .orElse(association.joinThrough()));
    return Stream.concat(project.tableOf(association).stream(), join);
  }

  private Optional<Schema> schemaOf(String module) {
    return project.module(module).flatMap(ElixirModule::schema);
  }
}
