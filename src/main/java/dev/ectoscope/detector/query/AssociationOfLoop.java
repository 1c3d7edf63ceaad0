package dev.ectoscope.detector.query;

import dev.ectoscope.detector.Suspicion;
import dev.ectoscope.elixir.Association;
import dev.ectoscope.elixir.ElixirModule;
import dev.ectoscope.elixir.ElixirProject;
import dev.ectoscope.elixir.RepoCall;
import dev.ectoscope.elixir.Schema;
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
    return switch (suspicion.variant()) {
      case "lookup" -> belongsTo(suspicion, source);
      case "has-many" -> hasOne(suspicion, source);
      default -> suspicion;
    };
  }

  /** {@code Repo.get(User, post.user_id)} follows the belongs_to whose key it reads. */
  private static Suspicion belongsTo(Suspicion suspicion, ElixirProject source) {
    Optional<RepoCall> call = suspicion.place().flatMap(place -> place.call());
    boolean byKey = call.filter(one -> one.plainName().equals("get")).isPresent();
    if (!byKey || !(suspicion.facts().get("fix") instanceof Fix.LookupByKeys lookup)) {
      return suspicion;
    }
    String text = call.get().text();
    List<Schema> holders =
        source
            .schemas()
            .filter(
                schema ->
                    schema.associations().stream()
                        .filter(a -> a.kind() == Association.Kind.BELONGS_TO)
                        .filter(a -> reads(text, a.foreignKey()))
                        .anyMatch(a -> table(source, a.target()).equals(lookup.table())))
            .toList();
    if (holders.isEmpty()) {
      return suspicion;
    }
    Map<String, Object> facts = new HashMap<>(suspicion.facts());
    if (holders.size() == 1 && !holders.get(0).table().isEmpty()) {
      facts.put("row", Wording.rowOf(holders.get(0).table()));
    }
    return suspicion.as(RowShape.BELONGS_TO.variant(), facts);
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
