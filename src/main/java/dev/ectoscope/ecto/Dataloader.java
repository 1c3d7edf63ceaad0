package dev.ectoscope.ecto;

import dev.ectoscope.review.Fix;
import dev.ectoscope.review.Fix.Association;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An association resolved for all parents of a GraphQL document at once. Source: absinthe at
 * 00f365c, lib/absinthe/resolution/helpers.ex ({@code on_load/2}, which must be imported), and
 * dataloader at a94b050 (2.0), lib/dataloader.ex ({@code load/4}, {@code get/4}).
 */
final class Dataloader {

  private static final Pattern RESOLVER =
      Pattern.compile("(^|\\.)(\\w*Resolvers?|Schema|GraphQL|Types)(\\.|$)");

  private final Names names;

  Dataloader(Names names) {
    this.names = names;
  }

  /** Whether the call stands in a resolver of an app that has dataloader. */
  static boolean serves(Names names) {
    return isResolver(names) && names.libraries().usesDataloader();
  }

  /** Whether the call stands in a resolver, by its module's name. */
  static boolean isResolver(Names names) {
    return RESOLVER.matcher(names.caller()).find() || names.isInField();
  }

  FunctionCode preload(Fix.Preload fix, String association, boolean known) {
    FunctionCode code = names.beside(fix.function(), fix.file()).read();
    boolean one = fix.association() == Association.BELONGS_TO;
    String parent =
        fix.parentTable().isEmpty()
            ? "parent"
            : Elixir.variable(Elixir.singular(fix.parentTable()));
    Optional<String> named = names.libraries().dataloaderSource();
    String db = named.orElse(":db");
    String load =
        "|> Dataloader.load(" + db + ", " + Elixir.atom(association) + ", " + parent + ")";
    String get =
        "Dataloader.get(loader, " + db + ", " + Elixir.atom(association) + ", " + parent + ")";
    code.comment(
        (named.isPresent() ? "" : ":db stands for the name of your Dataloader.Ecto source. ")
            + "Import Absinthe.Resolution.Helpers, only: [on_load: 2]."
            + (known
                ? " A field that is the association as it is needs no resolver: resolve:"
                    + " dataloader("
                    + db
                    + ")."
                : " " + Elixir.atom(association) + " must be an association."));
    if (one) {
      code.comment("A missing row gives {:ok, nil}.");
    }
    if (!fix.filters().isEmpty() || !fix.order().isEmpty()) {
      code.comment("Order and further conditions belong into the source's query/2.");
    }
    code.line(
        "def "
            + code.name(association, one ? "_loaded" : "_batched")
            + "("
            + parent
            + ", _args, %{context: %{loader: loader}}) do");
    code.line("  loader").line("  " + load);
    String line = "  |> on_load(fn loader -> {:ok, " + get + "} end)";
    if (line.length() <= Elixir.WIDTH) {
      return code.line(line).line("end");
    }
    code.line("  |> on_load(fn loader ->").line("    {:ok, " + get + "}").line("  end)");
    return code.line("end");
  }
}
