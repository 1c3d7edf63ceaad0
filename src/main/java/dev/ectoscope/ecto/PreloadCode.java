package dev.ectoscope.ecto;

import dev.ectoscope.ecto.Associations.OverRows;
import dev.ectoscope.review.Fix;
import dev.ectoscope.review.Fix.Association;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** An association loaded for all rows at once. */
final class PreloadCode {

  private static final Pattern JOINED = Pattern.compile("\\w+\\.\\w+(?i: desc)?");

  private final Names names;

  PreloadCode(Names names) {
    this.names = names;
  }

  FunctionCode preload(Fix.Preload fix) {
    Optional<OverRows> over =
        fix.association() == Association.MANY_TO_MANY && known(fix).isEmpty()
            ? names.associations().overRows(fix.parentTable(), fix.childTable(), fix.key())
            : Optional.empty();
    if (over.isPresent()) {
      return overRows(fix, over.get());
    }
    // Ecto itself sorts what it preloads by the key.
    List<String> sorted =
        fix.order().stream()
            .filter(o -> !isOfJoined(o))
            .filter(o -> !SortOrder.column(o).replaceAll("::.*", "").equals(fix.key()))
            .toList();
    Optional<dev.ectoscope.elixir.module.Association> own = associated(fix);
    Optional<String> known = known(fix);
    String association = known.orElseGet(() -> association(fix));
    if (Dataloader.serves(names) && fix.association() != Association.PRELOAD_IN_LOOP) {
      return new Dataloader(names).preload(fix, association, known.isPresent());
    }
    String b = Elixir.binding(fix.childTable());
    List<String> asked = left(fix, own);
    List<Filter> filters = Filter.all(asked, b, fix.childTable(), names);
    boolean plain = sorted.isEmpty() && filters.isEmpty();
    FunctionCode code =
        names.besideOfPrefix(fix.function(), fix.file(), plain ? "" : fix.childTable());
    String rows = fix.parentTable().isEmpty() ? "rows" : Elixir.variable(fix.parentTable());
    if (known.isEmpty()) {
      code.comment(declaration(fix, association));
    }
    if (names
        .loop()
        .filter(loop -> names.source().filter(loop::isStreamed).isPresent())
        .isPresent()) {
      code.comment(
          "The rows come as a stream, which cannot be preloaded: Stream.chunk_every(500) before"
              + " gives it lists.");
    }
    if (Dataloader.isResolver(names)) {
      code.comment(
          "Call it where the rows themselves are resolved; the field's resolver finds them loaded"
              + " then: {:ok, "
              + Elixir.singular(rows)
              + "."
              + association
              + "}.");
    }
    fix.order().stream()
        .filter(PreloadCode::isOfJoined)
        .forEach(
            o -> code.comment("Sort them by " + o + " as before: the child does not hold it."));
    code.raw(Filter.remarks(asked, fix.childTable(), names));
    Set<String> arguments = new LinkedHashSet<>(List.of(rows));
    arguments.addAll(Filter.arguments(filters));
    code.line("def " + code.name(rows, "_preloaded") + "(" + String.join(", ", arguments) + ") do");
    String further = fix.association() == Association.PRELOAD_IN_LOOP ? "" : names.preloads();
    if (plain) {
      String what =
          further.isEmpty() ? Elixir.atom(association) : Elixir.key(association) + " " + further;
      return code.line("  " + preloaded(rows, what)).line("end");
    }
    List<String> parts = new ArrayList<>();
    filters.forEach(filter -> parts.add("where: " + filter.elixir()));
    if (!sorted.isEmpty()) {
      parts.add(SortOrder.of(names, fix.childTable(), sorted, b));
    }
    if (!further.isEmpty()) {
      parts.add("preload: " + further);
    }
    String name = filters.isEmpty() ? "in_order" : "wanted";
    String from = b + " in " + names.schema(fix.childTable());
    String line = "  " + name + " = from " + from + ", " + String.join(", ", parts);
    if (line.length() <= Elixir.WIDTH) {
      code.line(line);
    } else {
      code.assigned(name, from, parts).line("");
    }
    return code.line("  " + preloaded(rows, Elixir.key(association) + " " + name)).line("end");
  }

  private static boolean isOfJoined(String key) {
    return JOINED.matcher(key).matches();
  }

  /**
   * {@code has_many :through} takes no query of its own; the rows between do. Source: ecto 3.13,
   * lib/ecto/repo.ex, {@code preload/3}.
   */
  private FunctionCode overRows(Fix.Preload fix, OverRows over) {
    FunctionCode code = names.besideOfPrefix(fix.function(), fix.file(), fix.childTable()).read();
    String parents = Elixir.variable(fix.parentTable());
    String b = Elixir.binding(fix.childTable());
    List<Filter> filters = Filter.all(fix.filters(), b, fix.childTable(), names);
    List<String> sorted = fix.order().stream().filter(o -> !isOfJoined(o)).toList();
    List<String> parts = new ArrayList<>();
    filters.forEach(filter -> parts.add("where: " + filter.elixir()));
    if (!sorted.isEmpty()) {
      parts.add(SortOrder.of(names, fix.childTable(), sorted, b));
    }
    String rows = over.rows().name();
    String child = over.child().name();
    code.comment(
        "The "
            + fix.childTable()
            + " of one are Enum.map(&1."
            + rows
            + ", & &1."
            + child
            + ")"
            + (parts.isEmpty() ? "." : "; nil stands for one that its conditions leave out."));
    code.raw(Filter.remarks(fix.filters(), fix.childTable(), names));
    Set<String> arguments = new LinkedHashSet<>(List.of(parents));
    arguments.addAll(Filter.arguments(filters));
    code.line(
        "def " + code.name(parents, "_preloaded") + "(" + String.join(", ", arguments) + ") do");
    String wanted = Elixir.atom(child);
    if (!parts.isEmpty()) {
      code.assigned("wanted", b + " in " + names.schema(fix.childTable()), parts);
      wanted = "[" + Elixir.key(child) + " wanted]";
    }
    List<String> between = fix.order().stream().filter(PreloadCode::isOfJoined).toList();
    if (between.isEmpty()) {
      String nested = wanted.startsWith("[") ? wanted : "[" + wanted + "]";
      return code.line("  " + preloaded(parents, "[" + Elixir.key(rows) + " " + nested + "]"))
          .line("end");
    }
    String table = between.get(0).replaceAll("\\..*", "");
    String r = Elixir.binding(table).equals(b) ? "row" : Elixir.binding(table);
    String order = SortOrder.of(names, table, between, r);
    code.line("  in_order = from " + r + " in " + names.schema(table) + ", " + order);
    return code.line("  " + preloaded(parents, Elixir.key(rows) + " {in_order, " + wanted + "}"))
        .line("end");
  }

  /** Source: ecto 3.13, lib/ecto/repo.ex, {@code reload/2}: a list gives a list in its order. */
  FunctionCode reload(Fix.Reload fix) {
    FunctionCode code = names.beside(fix.function(), fix.file()).read();
    String rows = Elixir.variable(fix.table());
    code.comment(
        "reload takes a list: one query, the rows in its order; of a row that is gone nil, where"
            + " reload! raises.");
    String function = names.call().map(call -> call.name()).orElse("reload!");
    code.line("def " + code.name(fix.table(), "_reloaded") + "(" + rows + ") do");
    return code.line("  " + names.repo() + "." + function + "(" + rows + ")").line("end");
  }

  private String preloaded(String rows, String what) {
    return names.repo() + ".preload(" + rows + ", " + what + ")";
  }

  /** The association's name in the source. */
  Optional<String> known(Fix.Preload fix) {
    List<String> preloaded = names.call().map(call -> call.query().preloads()).orElse(List.of());
    if (fix.association() == Association.PRELOAD_IN_LOOP && preloaded.size() == 1) {
      return Optional.of(preloaded.get(0));
    }
    return associated(fix).map(found -> found.name());
  }

  private Optional<dev.ectoscope.elixir.module.Association> associated(Fix.Preload fix) {
    boolean one =
        fix.association() == Association.BELONGS_TO
            || fix.key().equals(names.primaryKey(fix.childTable()))
                && fix.association() != Association.MANY_TO_MANY;
    Set<String> asked = new LinkedHashSet<>();
    fix.filters().forEach(filter -> plain(filter, fix).ifPresent(asked::add));
    return one
        ? names.associations().toOne(fix.parentTable(), fix.childTable())
        : names.associations().toMany(fix.parentTable(), fix.childTable(), fix.key(), asked);
  }

  private Optional<String> plain(String filter, Fix.Preload fix) {
    return Filter.of(filter, "x", fix.childTable(), names)
        .filter(one -> one.joined().isEmpty())
        .map(one -> OwnConditions.plain(one.elixir(), "x"));
  }

  /** What the association does not ask by itself. */
  private List<String> left(
      Fix.Preload fix, Optional<dev.ectoscope.elixir.module.Association> known) {
    Set<String> own = known.flatMap(OwnConditions::of).orElse(Set.of());
    return fix.filters().stream()
        .filter(filter -> plain(filter, fix).filter(own::contains).isEmpty())
        .toList();
  }

  static String association(Fix.Preload fix) {
    boolean one =
        fix.association() == Association.BELONGS_TO
            || (fix.association() == Association.PRELOAD_IN_LOOP && fix.key().equals("id"));
    return one ? Elixir.singular(fix.childTable()) : fix.childTable();
  }

  private String declaration(Fix.Preload fix, String association) {
    String parent = fix.parentTable().isEmpty() ? "the schema" : names.schema(fix.parentTable());
    String name = Elixir.atom(association);
    String child = names.schema(fix.childTable());
    return switch (fix.association()) {
      case HAS_MANY ->
          "Needs has_many "
              + name
              + ", "
              + child
              + " in "
              + parent
              + (fix.key().isEmpty() ? "" : " (key " + fix.key() + ")")
              + ".";
      case BELONGS_TO ->
          "Needs belongs_to "
              + name
              + ", "
              + child
              + " in "
              + parent
              + (fix.key().isEmpty() || fix.key().equals("id")
                  ? ""
                  : ", references: " + Elixir.atom(fix.key()))
              + ".";
      case MANY_TO_MANY -> "Needs many_to_many " + name + ", " + child + " in " + parent + ".";
      case PRELOAD_IN_LOOP ->
          "Call preload once with the whole list, outside the loop; "
              + name
              + " is the association it loads now.";
    };
  }
}
