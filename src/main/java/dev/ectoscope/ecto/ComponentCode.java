package dev.ectoscope.ecto;

import dev.ectoscope.elixir.ElixirProject;
import dev.ectoscope.elixir.Place;
import dev.ectoscope.elixir.RepoCall;
import dev.ectoscope.elixir.module.ElixirModule;
import dev.ectoscope.elixir.syntax.Function;
import dev.ectoscope.review.Finding;
import dev.ectoscope.review.Fix;
import dev.ectoscope.review.Fix.Association;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * LiveComponents that each ask in {@code update/2}: a page with many of them asks as often, though
 * no loop stands in the source. {@code update_many/1} is called once for all components of a
 * module. Source: phoenix_live_view 0.20, lib/phoenix_live_component.ex ({@code update_many/1}: a
 * list of {@code {assigns, socket}} gives the sockets in the same order; {@code update/2} is not
 * called then).
 */
final class ComponentCode {

  private static final String UPDATE = ".update/2";
  private static final Pattern COMPONENT =
      Pattern.compile("\\buse\\s+(?:Phoenix\\.LiveComponent\\b|[\\w.]+,\\s*:live_component\\b)");
  private static final Pattern DEFINED = Pattern.compile("\\bdef (\\w+[?!]?)\\(([^()]*)\\) do");
  private static final Pattern ANSWER = Pattern.compile("^ *\\{:ok, (.+)}$");
  private static final Pattern HEAD =
      Pattern.compile("\\s*def update\\((.+), (\\w+)\\) do\\n(.*)\\n *end\\s*", Pattern.DOTALL);
  private static final Pattern BOUND = Pattern.compile(": ([a-z_]\\w*)(?=[,}])");
  private static final Pattern PINNED = Pattern.compile("\\^([a-z_]\\w*(?:\\.[a-z_]\\w*)*)");
  private static final Pattern GIVEN =
      Pattern.compile("(?<![\\w.:@\"])([a-z_]\\w*(?:\\.[a-z_]\\w*)*)\\s*(?=[,)]|\\|>|$)");

  private final Names names;
  private final ElixirProject project;
  private final RepoCall call;
  private final Function update;

  private ComponentCode(Names names, ElixirProject project, RepoCall call, Function update) {
    this.names = names;
    this.project = project;
    this.call = call;
    this.update = update;
  }

  /** The code, when the call is sent by {@code update/2} of a component and stands in no loop. */
  static Optional<List<Finding.Code>> of(Fix fix, ElixirProject project, Place place, Names names) {
    Optional<RepoCall> call = place.call().filter(one -> !one.isRepeated());
    boolean looped = place.loop().isPresent() || !project.loopsAround(place.function()).isEmpty();
    if (call.isEmpty() || looped || !names.libraries().has("phoenix_live_view", 0, 20)) {
      return Optional.empty();
    }
    return update(project, place.function())
        .flatMap(one -> new ComponentCode(names, project, call.get(), one).codes(fix));
  }

  /** The {@code update/2} that is the function or alone calls it. */
  private static Optional<Function> update(ElixirProject project, String function) {
    List<Function> callers =
        function.endsWith(UPDATE)
            ? project.function(function).stream().toList()
            : project.modules().stream()
                .filter(module -> !ElixirProject.isTest(module.file()))
                .flatMap(module -> module.functions().stream())
                .filter(one -> project.callees(one).contains(function))
                .toList();
    return callers.size() == 1
        ? callers.stream()
            .filter(one -> one.fullName().endsWith(UPDATE) && isOfComponent(project, one))
            .findFirst()
        : Optional.empty();
  }

  private static boolean isOfComponent(ElixirProject project, Function update) {
    Optional<ElixirModule> module = project.module(update.module());
    return module
            .map(one -> project.lines(one.file(), one.line(), one.lastLine()))
            .filter(text -> COMPONENT.matcher(text).find())
            .isPresent()
        && module.get().function("update_many", 1).isEmpty();
  }

  private Optional<List<Finding.Code>> codes(Fix fix) {
    return batch(fix)
        .flatMap(
            batch -> {
              Matcher defined = DEFINED.matcher(batch.text());
              return defined.find()
                  ? Optional.of(
                      List.of(
                          EctoCode.code("query", batch, names),
                          code(updateMany(fix, defined.group(1), defined.group(2)))))
                  : Optional.empty();
            });
  }

  private static Finding.Code code(FunctionCode function) {
    return new Finding.Code(
        "query", "elixir", function.file(), function.text(), "", 0, function.note());
  }

  /** A function that is given all keys. */
  private Optional<FunctionCode> batch(Fix fix) {
    FunctionWriters writers = new FunctionWriters(names);
    if (fix instanceof Fix.LookupByKeys lookup) {
      boolean plain = lookup.more().isEmpty() && lookup.prefix().isEmpty();
      return plain ? Optional.of(writers.write(fix)) : Optional.empty();
    }
    if (fix instanceof Fix.GroupedAggregate || fix instanceof Fix.GroupedExists) {
      return Optional.of(writers.write(fix));
    }
    if (!(fix instanceof Fix.Preload preload)) {
      return Optional.empty();
    }
    return switch (preload.association()) {
      case BELONGS_TO ->
          Optional.of(
              writers.write(
                  new Fix.LookupByKeys(
                      preload.function(),
                      preload.file(),
                      preload.childTable(),
                      "",
                      preload.key(),
                      "",
                      List.of(),
                      preload.filters())));
      case HAS_MANY -> Optional.of(children(preload));
      case MANY_TO_MANY, PRELOAD_IN_LOOP -> Optional.empty();
    };
  }

  private FunctionCode children(Fix.Preload fix) {
    String table = fix.childTable();
    FunctionCode code = names.beside(fix.function(), fix.file(), table);
    String b = Elixir.binding(table);
    List<Filter> filters = Filter.all(fix.filters(), b, table, names);
    code.raw(Filter.remarks(fix.filters(), table, names));
    code.comment("A key without rows is not in the map: Map.get(found, key, []).");
    String keys = Elixir.plural(Elixir.variable(fix.key()));
    List<String> arguments = new ArrayList<>(List.of(keys));
    arguments.addAll(Filter.arguments(filters));
    code.line(
        "def "
            + code.name(table, "_by_" + Elixir.variable(fix.key()))
            + "("
            + String.join(", ", arguments)
            + ") do");
    List<String> parts = new ArrayList<>();
    parts.add("where: " + names.field(table, b, fix.key()) + " in ^" + keys);
    filters.forEach(filter -> parts.add("where: " + filter.elixir()));
    List<String> own = fix.order().stream().filter(o -> !o.contains(".")).toList();
    if (!own.isEmpty()) {
      parts.add(SortOrder.of(names, table, own, b));
    }
    code.call(2, "from(", b + " in " + names.schema(table), parts);
    code.line("  |> " + names.repo() + ".all()");
    return code.line("  |> Enum.group_by(& " + names.field(table, "&1", fix.key()) + ")")
        .line("end");
  }

  private FunctionCode updateMany(Fix fix, String batch, String parameters) {
    boolean own = call.function().equals(update.fullName());
    FunctionCode code = new FunctionCode("", update.file()).read();
    code.comment(
        "In "
            + update.module()
            + ", instead of update/2: LiveView calls it once for all components of the page.");
    String module = call.function().replaceAll("\\.[^.]*$", "");
    String called = own ? batch : project.nameIn(update.module(), module) + "." + batch;
    String others = parameters.contains(", ") ? parameters.replaceFirst("^[^,]*", "") : "";
    if (!others.isEmpty()) {
      code.comment(others.substring(2) + " stands for what update/2 asks with now.");
    }
    Optional<Written> written = written(fix);
    if (written.isEmpty()) {
      code.comment("assigns.id stands for the key that update/2 asks by now.");
    }
    String key = written.map(Written::key).orElse("assigns.id");
    String keys = parameters.replaceFirst(",.*", "");
    code.line("def update_many(assigns_sockets) do");
    code.line(
        "  " + keys + " = Enum.map(assigns_sockets, fn {assigns, _socket} -> " + key + " end)");
    code.line("  found = " + called + "(" + keys + others + ")").line("");
    Optional<List<String>> body = written.map(Written::body).filter(b -> !b.isEmpty());
    if (body.isPresent()) {
      code.line("  Enum.map(assigns_sockets, fn {" + written.get().heads() + "} ->");
      return code.raw(body.get()).line("  end)").line("end");
    }
    code.line("  Enum.map(assigns_sockets, fn {assigns, socket} ->");
    code.raw(
        Elixir.comment(
            4,
            "the rest of update/2, which gives the socket here, with "
                + found(fix, key)
                + " instead of the query"));
    return code.line("    assign(socket, assigns)").line("  end)").line("end");
  }

  /** What one component is given of what was found for all. */
  private String found(Fix fix, String key) {
    if (fix instanceof Fix.GroupedExists) {
      return "(" + key + " in found)";
    }
    boolean count = fix instanceof Fix.GroupedAggregate one && one.aggregate().equals("count");
    boolean list = fix instanceof Fix.Preload p && p.association() == Association.HAS_MANY;
    String none = count ? ", 0" : list ? ", []" : "";
    boolean raises = none.isEmpty() && call.name().endsWith("!");
    return (raises ? "Map.fetch!(found, " : "Map.get(found, ") + key + none + ")";
  }

  /**
   * What {@code update/2} says.
   *
   * @param heads its parameters
   * @param key what it asks by, of {@code assigns}
   * @param body its lines with what was found in place of the call, or none when its shape is not
   *     understood
   */
  private record Written(String heads, String key, List<String> body) {}

  private Optional<Written> written(Fix fix) {
    Matcher head = HEAD.matcher(project.text(update));
    if (update.clauses().size() != 1 || !head.matches()) {
      return Optional.empty();
    }
    Optional<String> asked = asked(head.group(3));
    Optional<String> given = asked.flatMap(text -> given(text, head.group(1)));
    if (given.isEmpty()) {
      return Optional.empty();
    }
    String key = given.get();
    String named = head.group(1).matches("\\w+|%\\{.*} = assigns") ? head.group(1) : "";
    boolean plain = named.equals("assigns") || named.endsWith("= assigns");
    List<String> body =
        plain ? body(head.group(3), asked.get(), found(fix, key)) : List.<String>of();
    boolean bound = body.stream().anyMatch(line -> usesBound(line, named));
    return Optional.of(new Written((bound ? named : "assigns") + ", " + head.group(2), key, body));
  }

  /** Whether a line needs what {@code %{member: member} = assigns} takes apart. */
  private static boolean usesBound(String line, String head) {
    return BOUND
        .matcher(head)
        .results()
        .anyMatch(
            name ->
                Pattern.compile("(?<![\\w.:@])" + name.group(1) + "(?![\\w:])")
                    .matcher(line)
                    .find());
  }

  /** The call as it stands in the body: that of the Repo, or of the function that sends it. */
  private Optional<String> asked(String body) {
    if (call.function().equals(update.fullName())) {
      return Optional.of(call.text()).filter(body::contains);
    }
    String name = call.function().replaceAll("^.*\\.|/\\d+$", "");
    Matcher calls =
        Pattern.compile("(?:[A-Z]\\w*\\.)*" + Pattern.quote(name) + "\\([^()\\n]*\\)")
            .matcher(body);
    return calls.find() ? Optional.of(calls.group()) : Optional.empty();
  }

  /** What the only value pinned, or the last argument, is as part of {@code assigns}. */
  private static Optional<String> given(String asked, String assigns) {
    List<String> pinned = PINNED.matcher(asked).results().map(pin -> pin.group(1)).toList();
    String last = pinned.size() == 1 ? pinned.get(0) : "";
    Matcher arguments = GIVEN.matcher(asked.replaceFirst("^[^(]*\\(", ""));
    while (pinned.isEmpty() && arguments.find()) {
      last = arguments.group(1);
    }
    if (last.startsWith("assigns.")) {
      return Optional.of(last);
    }
    String variable = last.replaceFirst("\\..*", "");
    Matcher bound =
        Pattern.compile("\\b(\\w+): " + Pattern.quote(variable) + "\\b").matcher(assigns);
    return !variable.isEmpty() && bound.find()
        ? Optional.of("assigns." + bound.group(1) + last.substring(variable.length()))
        : Optional.empty();
  }

  /** The lines of the body, two further in; none when its answer is not in its last line. */
  private static List<String> body(String body, String asked, String found) {
    List<String> lines = new ArrayList<>(body.lines().toList());
    int last = lines.size() - 1;
    String indent = lines.get(0).replaceAll("\\S.*", "");
    Matcher answer = ANSWER.matcher(lines.get(last));
    boolean once = body.split(Pattern.quote(asked), -1).length == 2;
    if (!answer.matches() || !once || body.indexOf("{:ok,") != body.lastIndexOf("{:ok,")) {
      return List.of();
    }
    lines.set(last, indent + answer.group(1));
    List<String> changed = new ArrayList<>();
    for (String line : lines) {
      String moved = line.isBlank() ? "" : "    " + line.substring(indent.length());
      changed.add(moved.replace(asked, found));
    }
    return changed.stream().anyMatch(line -> line.length() > Elixir.WIDTH) ? List.of() : changed;
  }
}
