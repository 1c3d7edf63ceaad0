package dev.ectoscope.detector.query;

import dev.ectoscope.detector.Suspicion;
import dev.ectoscope.elixir.ElixirProject;
import dev.ectoscope.elixir.Place;
import dev.ectoscope.elixir.RepoCall;
import dev.ectoscope.elixir.module.Association;
import dev.ectoscope.elixir.module.ElixirModule;
import dev.ectoscope.elixir.module.Schema;
import dev.ectoscope.review.Fix;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The association behind a query per row, where the log alone was not sure of it. */
final class AssociationOfLoop {

  private AssociationOfLoop() {}

  static Suspicion sharpened(Suspicion suspicion, ElixirProject source) {
    if (isReload(suspicion)) {
      return reload(suspicion);
    }
    Suspicion held = holder(suspicion, source);
    return switch (held.variant()) {
      case "lookup" -> belongsTo(held, source);
      case "has-many" -> hasOne(held, source);
      case "belongs-to" -> unrelated(held, source);
      default -> held;
    };
  }

  private static boolean isReload(Suspicion suspicion) {
    return suspicion
        .place()
        .flatMap(Place::call)
        .filter(call -> call.plainName().equals("reload"))
        .isPresent();
  }

  private static Suspicion reload(Suspicion suspicion) {
    Map<String, Object> facts = new HashMap<>(suspicion.facts());
    facts.put("shape", RowShape.RELOAD.name());
    facts.put(
        "fix",
        new Fix.Reload(
            suspicion.function(), suspicion.file(), suspicion.statement().shape().rootTable()));
    return suspicion.as(RowShape.RELOAD.variant(), facts);
  }

  /**
   * {@code Repo.get(User, post.user_id)} names the row it is asked for; what was read before it in
   * the log may be a neighbour's.
   */
  private static Suspicion holder(Suspicion suspicion, ElixirProject source) {
    Optional<String> text =
        suspicion
            .place()
            .flatMap(Place::call)
            .filter(call -> call.plainName().equals("get"))
            .map(RepoCall::text);
    if (text.isEmpty() || !(suspicion.facts().get("fix") instanceof Fix.Preload preload)) {
      return suspicion;
    }
    List<Schema> holders = holders(text.get(), preload.childTable(), source);
    if (holders.isEmpty()
        || holders.stream().anyMatch(one -> one.table().equals(preload.parentTable()))) {
      return suspicion;
    }
    List<String> named =
        holders.stream()
            .map(Schema::table)
            .filter(table -> text.get().contains(Wording.rowOf(table).replace(' ', '_') + "."))
            .toList();
    String table =
        holders.size() == 1 ? holders.get(0).table() : named.size() == 1 ? named.get(0) : "";
    Map<String, Object> facts = new HashMap<>(suspicion.facts());
    facts.put(
        "fix",
        new Fix.Preload(
            preload.function(),
            preload.file(),
            table,
            preload.childTable(),
            preload.key(),
            preload.association(),
            preload.order(),
            preload.filters()));
    facts.put("row", table.isEmpty() ? "row" : Wording.rowOf(table));
    return suspicion
        .as(suspicion.variant(), facts)
        .without(note -> note.kind().equals("order") && note.text().startsWith("It follows"));
  }

  /** The schemas with a {@code belongs_to} to a table whose key a text reads. */
  private static List<Schema> holders(String text, String table, ElixirProject source) {
    return source
        .schemas()
        .filter(
            schema ->
                schema.associations().stream()
                    .filter(a -> a.kind() == Association.Kind.BELONGS_TO)
                    .filter(a -> reads(text, a.foreignKey()))
                    .anyMatch(a -> table(source, a.target()).equals(table)))
        .toList();
  }

  /** {@code Repo.get(User, post.user_id)} follows the belongs_to whose key it reads. */
  private static Suspicion belongsTo(Suspicion suspicion, ElixirProject source) {
    Optional<RepoCall> call = suspicion.place().flatMap(place -> place.call());
    boolean byKey = call.filter(one -> one.plainName().equals("get")).isPresent();
    if (!byKey || !(suspicion.facts().get("fix") instanceof Fix.LookupByKeys lookup)) {
      return suspicion;
    }
    String text = call.get().text();
    List<Schema> holders = holders(text, lookup.table(), source);
    if (holders.isEmpty()) {
      return suspicion;
    }
    Map<String, Object> facts = new HashMap<>(suspicion.facts());
    if (holders.size() == 1 && !holders.get(0).table().isEmpty()) {
      facts.put("row", Wording.rowOf(holders.get(0).table()));
    }
    return suspicion.as(RowShape.BELONGS_TO.variant(), facts);
  }

  /**
   * Rows that hold no key of the table, such as {@code subject_id} beside {@code subject_type}: an
   * association cannot say it, and the rows are looked up by their keys.
   */
  private static Suspicion unrelated(Suspicion suspicion, ElixirProject source) {
    if (!(suspicion.facts().get("fix") instanceof Fix.Preload preload)) {
      return suspicion;
    }
    String child = preload.childTable();
    String key = Wording.rowOf(child).replace(' ', '_') + "_id";
    List<Schema> holders = source.schemasOf(preload.parentTable());
    boolean related =
        holders.isEmpty()
            || preload.parentTable().equals(child)
            || holders.stream()
                .anyMatch(
                    schema ->
                        schema.field(key).isPresent()
                            || schema.associations().stream()
                                .anyMatch(a -> table(source, a.target()).equals(child)));
    if (related) {
      return suspicion;
    }
    Map<String, Object> facts = new HashMap<>(suspicion.facts());
    facts.put("shape", RowShape.LOOKUP.name());
    facts.put(
        "fix",
        new Fix.LookupByKeys(
            preload.function(),
            preload.file(),
            child,
            suspicion.statement().shape().relations().get(0).schema(),
            preload.key(),
            "",
            List.of(),
            preload.filters()));
    return suspicion.as(RowShape.LOOKUP.variant(), facts);
  }

  private static boolean reads(String text, String key) {
    return Pattern.compile("\\w\\." + Pattern.quote(key) + "\\b").matcher(text).find();
  }

  private static Suspicion hasOne(Suspicion suspicion, ElixirProject source) {
    if (!(suspicion.facts().get("fix") instanceof Fix.Preload preload)) {
      return suspicion;
    }
    String parent =
        preload.parentTable().isEmpty()
            ? source
                .belongsTo(preload.childTable(), preload.key())
                .map(a -> table(source, a.target()))
                .orElse("")
            : preload.parentTable();
    List<Association> found =
        source.associations(parent, preload.childTable(), preload.key()).stream()
            .filter(a -> a.kind() != Association.Kind.BELONGS_TO)
            .toList();
    boolean one =
        !found.isEmpty() && found.stream().allMatch(a -> a.kind() == Association.Kind.HAS_ONE);
    return one ? suspicion.as("has-one", suspicion.facts()) : suspicion;
  }

  private static String table(ElixirProject source, String module) {
    return source.module(module).flatMap(ElixirModule::schema).map(Schema::table).orElse("");
  }
}
