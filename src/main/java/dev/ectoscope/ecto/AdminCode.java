package dev.ectoscope.ecto;

import dev.ectoscope.review.Finding;
import dev.ectoscope.review.Fix;
import java.util.List;
import java.util.Optional;

/**
 * Associations for the lists of pages for administrators. Source: kaffy 0.10, README.md ({@code
 * custom_index_query/3}); ex_admin 0.9, lib/ex_admin/register.ex ({@code query do}).
 */
final class AdminCode {

  private final Names names;
  private final SentByLibrary library;

  AdminCode(Names names, SentByLibrary library) {
    this.names = names;
    this.library = library;
  }

  Optional<List<Finding.Code>> write(Fix fix) {
    if (!(fix instanceof Fix.Preload preload)) {
      return Optional.empty();
    }
    PreloadCode ecto = new PreloadCode(names);
    String association =
        Elixir.atom(ecto.known(preload).orElseGet(() -> PreloadCode.association(preload)));
    String parent =
        preload.parentTable().isEmpty() ? "the rows" : names.schema(preload.parentTable());
    FunctionCode code = new FunctionCode("", "").read();
    if (library == SentByLibrary.KAFFY) {
      code.comment("In the admin module of " + parent + ", which must import Ecto.Query:");
      code.line("def custom_index_query(_conn, _schema, query) do");
      code.line("  from(r in query, preload: [" + association + "])").line("end");
    } else {
      code.comment("In register_resource of " + parent + ":");
      code.line("query do").line("  %{all: [preload: [" + association + "]]}").line("end");
    }
    return Optional.of(
        List.of(new Finding.Code("query", "elixir", "", code.text(), "", 0, code.note())));
  }
}
