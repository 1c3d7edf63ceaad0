package dev.ectoscope.elixir;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What macros of well-known libraries declare in a schema, as the declarations they expand to. */
final class LibraryMacros {

  private static final Map<String, List<String>> FIELDS =
      Map.ofEntries(
          Map.entry(
              // https://hexdocs.pm/pow/Pow.Ecto.Schema.html
              "pow_user_fields",
              List.of(
                  "field :email, :string",
                  "field :password_hash, :string",
                  "field :current_password, :string, virtual: true",
                  "field :password, :string, virtual: true")),
          // https://hexdocs.pm/ecto_soft_delete/Ecto.SoftDelete.Schema.html
          Map.entry("soft_delete_schema", List.of("field :deleted_at, :utc_datetime_usec")),
          // https://hexdocs.pm/coherence/Coherence.Schema.html
          Map.entry(
              "coherence_schema",
              List.of(
                  "field :password_hash, :string",
                  "field :password, :string, virtual: true",
                  "field :password_confirmation, :string, virtual: true",
                  "field :reset_password_token, :string",
                  "field :reset_password_sent_at, :naive_datetime",
                  "field :failed_attempts, :integer",
                  "field :locked_at, :naive_datetime",
                  "field :sign_in_count, :integer",
                  "field :current_sign_in_at, :naive_datetime",
                  "field :last_sign_in_at, :naive_datetime",
                  "field :current_sign_in_ip, :string",
                  "field :last_sign_in_ip, :string",
                  "field :unlock_token, :string")),
          // https://hexdocs.pm/trans: `translations/1` embeds one struct of translations
          Map.entry("translations", List.of("field :translations, :map")));

  private static final Map<String, Map<String, String>> ATTRIBUTES =
      Map.of(
          "Needle.Pointable", pointable(),
          "Needle.Virtual", pointable(),
          "Pointers.Pointable", pointable(),
          "Pointers.Virtual", pointable());

  private LibraryMacros() {}

  private static Map<String, String> pointable() {
    return Map.of(
        "primary_key", "{:id, Needle.ULID, autogenerate: true}",
        "foreign_key_type", "Needle.ULID");
  }

  /** Declarations of a library's macro called in a schema block. */
  static Optional<List<String>> fieldsOf(String macro) {
    return Optional.ofNullable(FIELDS.get(macro));
  }

  /** Module attributes that {@code use module} sets. */
  static Map<String, String> attributesOf(String module) {
    return ATTRIBUTES.getOrDefault(module, Map.of());
  }

  /**
   * A macro that is unknown but is called like {@code field}: {@code enum_field :state, …}, {@code
   * field_encrypted :pin}.
   */
  static Optional<String> byShape(String macro, Node call) {
    boolean likeField =
        macro.endsWith("_field") || macro.startsWith("field_") || macro.startsWith("embeds_");
    List<Node> arguments = call.arguments();
    if (!likeField || arguments.isEmpty() || !arguments.get(0).is("atom")) {
      return Optional.empty();
    }
    return Optional.of("field " + arguments.get(0).text() + ", :any");
  }

  static Bound parsed(String text, Scope scope) {
    return Bound.of(Syntax.parsed("", text), scope);
  }
}
