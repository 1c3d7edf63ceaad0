package dev.ectoscope.elixir.module;

import dev.ectoscope.elixir.syntax.Bound;
import dev.ectoscope.elixir.syntax.Node;
import dev.ectoscope.elixir.syntax.Scope;
import dev.ectoscope.elixir.syntax.Syntax;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What macros of well-known libraries declare in a schema, as the declarations they expand to. */
final class LibraryMacros {

  private static final Map<String, List<String>> FIELDS =
      Map.ofEntries(
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
                  "field :unlock_token, :string")));

  private static final List<String> POW =
      List.of(
          "field :password_hash, :string",
          "field :current_password, :string, virtual: true",
          "field :password, :string, virtual: true");

  private static final Map<String, List<String>> POW_EXTENSIONS =
      Map.of(
          "PowEmailConfirmation",
          List.of(
              "field :email_confirmation_token, :string",
              "field :email_confirmed_at, :utc_datetime",
              "field :unconfirmed_email, :string"),
          "PowInvitation",
          List.of(
              "field :invitation_token, :string",
              "field :invitation_accepted_at, :utc_datetime",
              "belongs_to :invited_by, __MODULE__"));

  /** Libraries of tables of pointers, and the type of their keys. */
  private static final Map<String, String> POINTERS =
      Map.of("Needle", "Needle.UID", "Pointers", "Pointers.ULID");

  /** First names of modules that bring no schema of Ecto's with them. */
  private static final Set<String> WITHOUT_SCHEMA =
      Set.of(
          "Absinthe",
          "ActiveMemory",
          "Bitwise",
          "Drops",
          "Ecto",
          "Elixact",
          "Exdantic",
          "GenServer",
          "Logger",
          "Memento",
          "OpenApiSpex",
          "Peri",
          "Phoenix",
          "Plug",
          "Rolodex",
          "Zoi");

  private LibraryMacros() {}

  /** Whether a library is known to bring no schema of Ecto's with it. */
  static boolean hasNoSchema(String module) {
    return WITHOUT_SCHEMA.contains(module.replaceAll("\\..*", ""));
  }

  /**
   * Declarations of a library's macro called in a schema block.
   *
   * @param uses modules used, with their options
   */
  static Optional<List<String>> fieldsOf(
      String macro, Map<String, Map<String, Bound>> uses, Evaluation evaluation) {
    return switch (macro) {
      case "pow_user_fields" -> Optional.of(powFields(uses, evaluation));
      case "pow_assent_user_identity_fields" -> Optional.of(identityFields(uses));
      default -> Optional.ofNullable(FIELDS.get(macro));
    };
  }

  /** https://hexdocs.pm/pow_assent/PowAssent.Ecto.UserIdentities.Schema.html */
  private static List<String> identityFields(Map<String, Map<String, Bound>> uses) {
    Bound user = uses.getOrDefault("PowAssent.Ecto.UserIdentities.Schema", Map.of()).get("user");
    String module = user == null ? "User" : user.node().text();
    return List.of(
        "field :provider, :string", "field :uid, :string", "belongs_to :user, " + module);
  }

  /** https://hexdocs.pm/pow/Pow.Ecto.Schema.html and its extensions. */
  private static List<String> powFields(
      Map<String, Map<String, Bound>> uses, Evaluation evaluation) {
    Bound id = uses.getOrDefault("Pow.Ecto.Schema", Map.of()).get("user_id_field");
    String name = id == null ? "email" : evaluation.constant(id).orElse("email");
    List<String> fields = new ArrayList<>(List.of("field :" + name + ", :string"));
    fields.addAll(POW);
    Bound extensions = uses.getOrDefault("Pow.Extension.Ecto.Schema", Map.of()).get("extensions");
    if (extensions != null) {
      for (Bound extension : evaluation.elements(extensions).orElse(List.of())) {
        fields.addAll(POW_EXTENSIONS.getOrDefault(extension.node().text(), List.of()));
      }
    }
    return fields;
  }

  /** {@code field} of {@code field!}: required ones of https://hexdocs.pm/flint. */
  static String plain(String macro) {
    boolean required = macro.endsWith("!");
    String name = required ? macro.substring(0, macro.length() - 1) : macro;
    return required && SchemaReader.isDeclaration(name) ? name : macro;
  }

  /** Module attributes that {@code use module} sets. */
  static Map<String, String> attributesOf(String module) {
    String library = module.contains(".") ? module.substring(0, module.indexOf('.')) : module;
    String key = POINTERS.get(library);
    return key == null || !Set.of("Pointable", "Mixin", "Virtual").contains(Scope.last(module))
        ? Map.of()
        : Map.of(
            "primary_key",
            module.endsWith(".Mixin") ? "false" : "{:id, " + key + ", autogenerate: true}",
            "foreign_key_type",
            key,
            "timestamps_opts",
            "[type: :utc_datetime_usec]");
  }

  /**
   * What a library's own {@code schema} macro declares before the block.
   *
   * @param macro e.g. {@code mixin_schema}, which shares its key with a row of another table
   */
  static List<String> before(String macro, Set<String> uses) {
    if (!macro.equals("mixin_schema")) {
      return List.of();
    }
    return POINTERS.entrySet().stream()
        .filter(library -> uses.contains(library.getKey() + ".Mixin"))
        .map(
            library ->
                "belongs_to :pointer, "
                    + library.getKey()
                    + ".Pointer, foreign_key: :id, primary_key: true, type: "
                    + library.getValue())
        .toList();
  }

  /**
   * {@code translations :texts, Texts, [:es]} of https://hexdocs.pm/trans embeds one struct with
   * the texts in each language.
   */
  private static Optional<String> translations(List<Node> arguments) {
    Node name = arguments.isEmpty() ? Node.NONE : arguments.get(0);
    Node module = arguments.size() > 1 ? arguments.get(1) : Node.NONE;
    String target = module.is("alias") ? module.text() : "Translations";
    return name.is("atom")
        ? Optional.of("embeds_one " + name.text() + ", __MODULE__." + target)
        : Optional.empty();
  }

  /**
   * A macro that is unknown but is called like {@code field}: {@code enum_field :state, …}, {@code
   * field_encrypted :pin}.
   */
  static Optional<String> byShape(String macro, Node call) {
    boolean likeField =
        macro.endsWith("_field") || macro.startsWith("field_") || macro.startsWith("embeds_");
    List<Node> arguments = call.arguments();
    if (macro.equals("translations")) {
      return translations(arguments);
    }
    if (!likeField || arguments.isEmpty() || !arguments.get(0).is("atom")) {
      return Optional.empty();
    }
    return Optional.of("field " + arguments.get(0).text() + ", :any");
  }

  static Bound parsed(String text, Scope scope) {
    return Bound.of(Syntax.parsed("", text), scope);
  }
}
