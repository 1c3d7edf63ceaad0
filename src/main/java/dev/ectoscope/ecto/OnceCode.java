package dev.ectoscope.ecto;

import dev.ectoscope.elixir.syntax.Node;
import dev.ectoscope.review.Fix;
import java.util.Optional;

/** What is loaded twice, loaded once. */
final class OnceCode {

  private final Names names;

  OnceCode(Names names) {
    this.names = names;
  }

  FunctionCode loadOnce(Fix.LoadOnce fix) {
    return ofSource(fix).orElseGet(() -> ofNames(fix));
  }

  /** The function of before, with what it loaded as an argument. */
  private Optional<FunctionCode> ofSource(Fix.LoadOnce fix) {
    Optional<FunctionSource> source = names.source().filter(FunctionSource::isOnlyClause);
    Optional<Node> load = source.flatMap(one -> names.call().flatMap(one::node));
    if (load.isEmpty() || !source.get().heads().stream().allMatch(h -> h.matches("\\w+"))) {
      return Optional.empty();
    }
    FunctionCode code = names.beside(fix.function(), fix.file());
    String name = code.name(fix.table(), "_with");
    if (source.get().isOnly(load.get())) {
      return Optional.of(readByCallers(fix, source.get()));
    }
    return source
        .get()
        .given(load.get(), name, Elixir.variable(Elixir.singular(fix.table())))
        .map(
            lines ->
                code.comment(
                        "Load it once at the edge and pass it on. Not when a write lies between two"
                            + " reads.")
                    .raw(lines));
  }

  /** A function that only reads has nothing left once it is given the row. */
  private FunctionCode readByCallers(Fix.LoadOnce fix, FunctionSource source) {
    String name = names.call().map(call -> call.function().replaceAll("/\\d+$", "")).orElse("");
    return new FunctionCode("", fix.file())
        .comment(
            "In what calls "
                + name
                + ": read it once where the work begins, and give what it returned to the functions"
                + " that ask for it now. Not when a write lies between two reads.")
        .line(
            Elixir.variable(Elixir.singular(fix.table()))
                + (" = " + name + "(" + String.join(", ", source.heads()) + ")"));
  }

  private FunctionCode ofNames(Fix.LoadOnce fix) {
    FunctionCode code = names.beside(fix.function(), fix.file(), fix.table());
    String module = names.schema(fix.table());
    String one = Elixir.variable(Elixir.singular(fix.table()));
    code.comment(
        "Load it once at the edge and pass it on. Not when a write lies between two reads.");
    code.line("def " + code.name(fix.table(), "_with") + "(%" + module + "{} = " + one + ") do");
    code.raw(Elixir.comment(2, "the body of before, with " + one + " instead of the query"));
    return code.line("  " + one).line("end");
  }

  /**
   * Source: phoenix_live_view at 01a942e (1.2), lib/phoenix_live_view/async.ex: {@code
   * assign_async/4} starts its task only when the socket is connected, and its function gives
   * {@code {:ok, map}} with every key or {@code {:error, reason}}; it came with 0.20.0.
   */
  FunctionCode loadWhenConnected(Fix.LoadWhenConnected fix) {
    Optional<ViewSource> view = names.view(fix.view());
    MountSource mount =
        view.flatMap(ViewSource::assigned)
            .orElse(
                new MountSource(
                    "",
                    "_params, _session, socket",
                    "socket",
                    Elixir.variable(fix.table()),
                    "load()"));
    FunctionCode code =
        (!mount.file().isEmpty()
                ? new FunctionCode("", mount.file())
                : view.map(source -> new FunctionCode("", source.file()))
                    .orElseGet(() -> names.beside("", fix.file(), fix.table())))
            .read();
    boolean later =
        mount.file().isEmpty() && view.filter(ViewSource::readsInHandleParams).isPresent();
    String callback = later ? "handle_params" : "mount";
    String answer = later ? ":noreply" : ":ok";
    boolean async = names.libraries().has("phoenix_live_view", 0, 20);
    code.comment(
        "In "
            + fix.view()
            + (async
                ? ": the first page shows <.async_result>'s loading slot. Where it must hold the"
                    + " data, keep what is cheap and load the rest only if connected?(socket)."
                : ": the first page lacks the data. assign_async needs phoenix_live_view 0.20.")
            + " For what a plug or the parent has loaded, assign_new."
            + (mount.file().isEmpty()
                ? " load() stands for what " + callback + " reads now."
                : " What else is assigned stays as it is."));
    String given = later ? "_params, _uri, socket" : mount.parameters();
    code.line("def " + callback + "(" + given + ") do");
    String assign = "    {" + answer + ", assign(" + mount.socket() + ", :" + mount.key() + ", ";
    if (!async) {
      return code.line("  if connected?(" + mount.socket() + ") do")
          .line(assign + mount.value() + ")}")
          .line("  else")
          .line(assign + "[])}")
          .line("  end")
          .line("end");
    }
    code.raw(
        Elixir.comment(
            2, "copy what the function needs out of socket.assigns first: a closure is copied"));
    String start = "assign_async(" + mount.socket() + ", :" + mount.key() + ", fn ->";
    String loaded = "{:ok, %{" + mount.key() + ": " + mount.value() + "}}";
    String line = "  {" + answer + ", " + start + " " + loaded + " end)}";
    if (line.length() <= Elixir.WIDTH) {
      return code.line(line).line("end");
    }
    code.line("  {" + answer + ",").line("   " + start).line("     " + loaded).line("   end)}");
    return code.line("end");
  }
}
