package dev.ectoscope.elixir.module;

import dev.ectoscope.elixir.syntax.Bound;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Attributes and relationships that well-known extensions give an Ash resource. */
final class AshExtensions {

  /** Sections that say how an extension is to behave. */
  static final Set<String> SECTIONS = Set.of("archive", "state_machine", "user_identity");

  /** https://hexdocs.pm/ash_authentication/AshAuthentication.TokenResource.html */
  private static final List<String> TOKEN =
      List.of(
          "attribute :jti, :string, primary_key?: true",
          "attribute :subject, :string",
          "attribute :expires_at, :utc_datetime",
          "attribute :purpose, :string",
          "attribute :extra_data, :map",
          "create_timestamp :created_at",
          "update_timestamp :updated_at");

  /** https://hexdocs.pm/ash_authentication/AshAuthentication.UserIdentity.html */
  private static final List<String> IDENTITY =
      List.of(
          "uuid_primary_key :id",
          "attribute :strategy, :string",
          "attribute :uid, :string",
          "attribute :access_token, :string",
          "attribute :access_token_expires_at, :utc_datetime_usec",
          "attribute :refresh_token, :string");

  private final Map<String, List<Bound>> sections;
  private final Evaluation evaluation;

  AshExtensions(Map<String, List<Bound>> sections, Evaluation evaluation) {
    this.sections = sections;
    this.evaluation = evaluation;
  }

  /**
   * Declarations of the section {@code attributes}.
   *
   * @param extensions modules named by {@code use Ash.Resource, extensions: […]}
   */
  List<String> attributes(List<String> extensions) {
    List<String> added = new ArrayList<>();
    for (String extension : extensions) {
      switch (extension) {
        // https://hexdocs.pm/ash_archival
        case "AshArchival.Resource" ->
            added.add(
                "attribute :"
                    + named("archive", "attribute", "archived_at")
                    + ", :utc_datetime_usec");
        // https://hexdocs.pm/ash_state_machine
        case "AshStateMachine" ->
            added.add(
                "attribute :" + named("state_machine", "state_attribute", "state") + ", :atom");
        case "AshAuthentication.TokenResource" -> added.addAll(TOKEN);
        case "AshAuthentication.UserIdentity" -> added.addAll(IDENTITY);
        default -> {}
      }
    }
    return added;
  }

  /** Declarations of the section {@code relationships}. */
  List<String> relationships(List<String> extensions) {
    return extensions.contains("AshAuthentication.UserIdentity")
        ? option("user_identity", "user_resource")
            .flatMap(evaluation::module)
            .map(user -> List.of("belongs_to :user, Elixir." + user))
            .orElse(List.of())
        : List.of();
  }

  private String named(String section, String option, String otherwise) {
    return option(section, option).flatMap(evaluation::constant).orElse(otherwise);
  }

  private Optional<Bound> option(String section, String name) {
    return sections.getOrDefault(section, List.of()).stream()
        .filter(one -> one.node().localName().equals(name) && !one.node().arguments().isEmpty())
        .map(one -> one.at(one.node().arguments().get(0)))
        .findFirst();
  }
}
