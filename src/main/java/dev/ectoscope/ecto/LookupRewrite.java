package dev.ectoscope.ecto;

import dev.ectoscope.elixir.syntax.Node;
import dev.ectoscope.review.Fix;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A row read by its key in a loop, read with all others before it and looked up. */
final class LookupRewrite {

  private final LoopSource loop;
  private final Names names;
  private final FunctionSource source;
  private final Hoisted hoisted;

  LookupRewrite(FunctionSource source, LoopSource loop, Names names) {
    this.source = source;
    this.loop = loop;
    this.names = names;
    this.hoisted = new Hoisted(source, loop, names.repo());
  }

  /**
   * @param options what the Repo function is given besides, {@code prefix: tenant}
   */
  private record Read(String schema, String column, String key, String options) {}

  Optional<Change> of(Fix.LookupByKeys fix) {
    String function = names.call().map(call -> call.name()).orElse("");
    Optional<Read> read =
        switch (function) {
          case "get", "get!" -> byPrimaryKey(fix);
          case "get_by", "get_by!" -> byField();
          case "one", "one!" -> byCondition();
          default -> Optional.empty();
        };
    return read.filter(one -> loop.isFree(one.options()))
        .flatMap(one -> change(fix, function, one));
  }

  private Optional<Read> byPrimaryKey(Fix.LookupByKeys fix) {
    List<Node> arguments = loop.call().arguments();
    return loop.call().isOperator("|>") || arguments.size() < 2 || arguments.size() > 3
        ? Optional.empty()
        : read(
            arguments.get(0).text(),
            names.primaryKey(fix.table()),
            arguments.get(1).text(),
            arguments.size() == 3 ? arguments.get(2) : Node.NONE);
  }

  private Optional<Read> byField() {
    List<Node> arguments = loop.call().arguments();
    if (loop.call().isOperator("|>") || arguments.size() < 2 || arguments.size() > 3) {
      return Optional.empty();
    }
    Node given = arguments.get(1).is("list") ? arguments.get(1).child(0) : arguments.get(1);
    boolean one = given.is("keywords") && given.children().size() == 1;
    return !one
        ? Optional.empty()
        : read(
            arguments.get(0).text(),
            given.child(0).child(0).text().strip().replaceAll(":$", ""),
            given.child(0).child(1).text(),
            arguments.size() == 3 ? arguments.get(2) : Node.NONE);
  }

  private Optional<Read> byCondition() {
    List<Node> options = AskedQuery.options(loop.call());
    return AskedQuery.of(loop.call())
        .flatMap(query -> RowQuestion.of(loop, query))
        .filter(asked -> asked.rest().isEmpty() && asked.hasOnly() && options.size() < 2)
        .flatMap(
            asked ->
                read(
                    asked.query().source(),
                    asked.column(),
                    asked.key(),
                    options.isEmpty() ? Node.NONE : options.get(0)));
  }

  private Optional<Read> read(String schema, String column, String key, Node options) {
    boolean plain =
        schema.matches("[A-Z][\\w.]*")
            && column.matches("[a-z_]\\w*")
            && RowQuestion.isKey(loop, key)
            && (options == Node.NONE || options.is("keywords"));
    Optional<String> text = options == Node.NONE ? Optional.of("") : AskedQuery.oneLine(options);
    return plain ? text.map(o -> new Read(schema, column, key, o)) : Optional.empty();
  }

  private Optional<Change> change(Fix.LookupByKeys fix, String function, Read read) {
    RowKeys rows = RowKeys.of(source, loop, read.key(), names.field(fix.table(), read.column()));
    return hoisted
        .keys(read.key())
        .flatMap(
            keys -> {
              String name = hoisted.free(Elixir.variable(fix.table()));
              String b = Elixir.binding(fix.table());
              String where = "where: " + b + "." + read.column() + " in ^" + keys;
              hoisted.asked(
                  name,
                  b + " in " + read.schema(),
                  List.of(where),
                  read.options(),
                  rows.mapBy(read.column()));
              String get = function.endsWith("!") ? "Map.fetch!(" : "Map.get(";
              return hoisted.change(
                  loop.call(),
                  get + name + ", " + rows.sought(read.key()) + ")",
                  Stream.concat(notes(fix, function, read).stream(), rows.notes().stream())
                      .toList());
            });
  }

  private List<String> notes(Fix.LookupByKeys fix, String function, Read read) {
    List<String> notes = new ArrayList<>();
    if (function.endsWith("!")) {
      notes.add(
          "For a missing row "
              + function
              + " raised Ecto.NoResultsError, a 404 in Phoenix; Map.fetch! raises KeyError.");
    }
    if (!read.column().equals(names.primaryKey(fix.table()))) {
      notes.add(
          "Of several rows with one "
              + read.column()
              + " the last is taken, where "
              + function
              + " raised.");
    }
    return notes;
  }
}
