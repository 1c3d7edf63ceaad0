package dev.ectoscope.ecto;

import dev.ectoscope.elixir.module.Association;
import dev.ectoscope.elixir.module.Schema;
import dev.ectoscope.elixir.syntax.Node;
import dev.ectoscope.review.Fix;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A read per row replaced by one preload of the rows. */
final class PreloadRewrite {

  private static final Pattern BINDING = Pattern.compile("(\\w+) in [\\w.]+");
  private static final Set<String> KEPT = Set.of("where", "order_by");

  private final FunctionSource source;
  private final LoopSource loop;
  private final Names names;

  PreloadRewrite(FunctionSource source, LoopSource loop, Names names) {
    this.source = source;
    this.loop = loop;
    this.names = names;
  }

  Optional<Change> of(Fix.Preload fix) {
    String function = names.call().map(call -> call.name()).orElse("");
    if (function.equals("preload")) {
      return inLoop();
    }
    if (loop.element().equals("&1")) {
      return Optional.empty();
    }
    return switch (function) {
      case "get", "get!" -> belongsTo(fix, function);
      case "all" -> hasMany(fix);
      default -> Optional.empty();
    };
  }

  private Optional<Change> inLoop() {
    Node call = loop.call();
    boolean piped = call.isOperator("|>");
    Node named = piped ? call.child(1) : call;
    Node subject =
        piped ? call.child(0) : named.arguments().isEmpty() ? Node.NONE : named.arguments().get(0);
    int skipped = piped ? 0 : 1;
    if (!subject.text().equals(loop.element()) || named.arguments().size() != skipped + 1) {
      return Optional.empty();
    }
    Node association = named.arguments().get(skipped);
    boolean own =
        association.walk().anyMatch(n -> n.is("identifier") && n.text().equals(loop.element()));
    if (own) {
      return Optional.empty();
    }
    String what = association.text();
    String repo = named.remoteTarget().text();
    boolean maps = loop.kind().equals("map") || loop.kind().equals("for") && loop.isPlain();
    if (loop.isOnlyCall() && maps) {
      return Optional.of(new Change(List.of(instead(repo, what)), List.of()));
    }
    if (loop.element().equals("&1")) {
      return Optional.empty();
    }
    return preloaded(repo, what, withoutCall(), List.of());
  }

  /** {@code fresh = call(row)} is the loop's own variable then. */
  private List<Change.Edit> renamed() {
    Change.Edit inside = withoutCall();
    List<Node> path = source.downTo(loop.call());
    Node above = path.get(path.size() - 2);
    List<Node> block = path.get(path.size() - 3).children();
    int at = block.indexOf(above);
    Optional<Node> parameter =
        loop.loop()
            .walk()
            .filter(n -> n.is("identifier") && n.text().equals(loop.element()))
            .filter(n -> n.start() < loop.body().start())
            .filter(n -> n.end() <= loop.list().start() || n.start() >= loop.list().end())
            .findFirst();
    boolean bound = above.isOperator("=") && above.child(0).is("identifier");
    return bound && at >= 0 && at + 1 < block.size() && parameter.isPresent()
        ? List.of(
            new Change.Edit(parameter.get().start(), parameter.get().end(), above.child(0).text()),
            new Change.Edit(above.start(), block.get(at + 1).start(), ""))
        : List.of(inside);
  }

  /** {@code fresh = Repo.reload!(row)} where the stale row is read no more. */
  Optional<Change> reloaded() {
    Node call = loop.call();
    boolean piped = call.isOperator("|>");
    Node named = piped ? call.child(1) : call;
    List<Node> arguments = named.arguments();
    Node subject = piped ? call.child(0) : arguments.isEmpty() ? Node.NONE : arguments.get(0);
    boolean alone =
        subject.text().equals(loop.element())
            && arguments.size() == (piped ? 0 : 1)
            && loop.body().walk().filter(n -> n.text().equals(loop.element())).count() == 1;
    Node list = loop.list();
    if (!alone || loop.element().equals("&1") || loop.piped() || !loop.isList(source)) {
      return Optional.empty();
    }
    String function = named.remoteTarget().text() + "." + named.remoteName();
    List<Change.Edit> edits = new ArrayList<>();
    edits.add(new Change.Edit(list.start(), list.end(), function + "(" + list.text() + ")"));
    edits.addAll(renamed());
    return Optional.of(
        new Change(edits, List.of("reload gives the rows in the order of the list.")));
  }

  /** The row itself instead of the call; {@code row = row} goes altogether. */
  private Change.Edit withoutCall() {
    Node call = loop.call();
    List<Node> path = source.downTo(call);
    Node above = path.get(path.size() - 2);
    boolean same = above.isOperator("=") && above.child(0).text().equals(loop.element());
    List<Node> block = same ? path.get(path.size() - 3).children() : List.of();
    int at = block.indexOf(above);
    if (at >= 0 && at + 1 < block.size()) {
      return new Change.Edit(above.start(), block.get(at + 1).start(), "");
    }
    Node whole = same ? above : call;
    return new Change.Edit(whole.start(), whole.end(), loop.element());
  }

  /** The rows preloaded where they are gone over, on a line of its own where that is too wide. */
  private Optional<Change> preloaded(
      String repo, String what, Change.Edit inside, List<String> notes) {
    Node list = loop.list();
    String line = list.text() + " = " + repo + ".preload(" + list.text() + ", " + what + ")";
    boolean wide =
        !loop.piped()
            && list.is("identifier")
            && list.line() == list.lastLine()
            && source.width(list, line) - list.text().length() - 3 > Elixir.WIDTH;
    Optional<List<Change.Edit>> rows =
        wide
            ? Preface.to(source, loop.loop()).flatMap(preface -> preface.of(List.of(line)))
            : Optional.of(List.of(wrapped(repo, what)));
    return rows.map(edits -> Stream.concat(edits.stream(), Stream.of(inside)).toList())
        .map(edits -> new Change(edits, notes));
  }

  /** The whole loop is the preload. */
  private Change.Edit instead(String repo, String what) {
    return loop.piped()
        ? new Change.Edit(loop.loop().start(), loop.loop().end(), repo + ".preload(" + what + ")")
        : new Change.Edit(
            loop.loop().start(),
            loop.loop().end(),
            repo + ".preload(" + loop.list().text() + ", " + what + ")");
  }

  /** The rows of the loop with what is preloaded. */
  Change.Edit wrapped(String repo, String what) {
    Node list = loop.list();
    if (loop.piped()) {
      String indent = " ".repeat(source.indent(loop.statement()));
      boolean lines = list.lastLine() < loop.loop().line();
      return new Change.Edit(
          loop.loop().start(),
          loop.loop().start(),
          repo + ".preload(" + what + ")" + (lines ? "\n" + indent + "|> " : " |> "));
    }
    return new Change.Edit(
        list.start(), list.end(), repo + ".preload(" + list.text() + ", " + what + ")");
  }

  private Optional<Change> belongsTo(Fix.Preload fix, String function) {
    Node call = loop.call();
    List<Node> arguments = call.arguments();
    Optional<Schema> rows = source.structsIn(loop.list());
    if (call.isOperator("|>") || arguments.size() != 2 || rows.isEmpty()) {
      return Optional.empty();
    }
    String key = arguments.get(1).text();
    Optional<Association> association =
        rows.get().associations().stream()
            .filter(a -> a.kind() == Association.Kind.BELONGS_TO)
            .filter(a -> key.equals(loop.element() + "." + a.foreignKey()))
            .filter(a -> a.references().equals(names.primaryKey(fix.childTable())))
            .filter(
                a ->
                    names
                        .schemaOf(fix.childTable())
                        .filter(s -> s.module().equals(a.target()))
                        .isPresent())
            .findFirst();
    if (association.isEmpty()) {
      return Optional.empty();
    }
    String name = association.get().name();
    List<String> notes = new ArrayList<>();
    if (function.endsWith("!")) {
      notes.add("get! raised for a missing row; " + loop.element() + "." + name + " is nil then.");
    }
    return preloaded(names.repo(), Elixir.atom(name), value(name), notes);
  }

  private Change.Edit value(String association) {
    return source.replacement(loop.call(), loop.element() + "." + association);
  }

  private Optional<Change> hasMany(Fix.Preload fix) {
    Node call = loop.call();
    Optional<Schema> rows = source.structsIn(loop.list());
    Optional<Association> association =
        names
            .associations()
            .toMany(fix.parentTable(), fix.childTable(), fix.key(), conditions(call));
    if (call.isOperator("|>")
        || call.arguments().size() != 1
        || rows.isEmpty()
        || association.isEmpty()
        || rows.get().association(association.get().name()).isEmpty()
        || association.get().kind() != Association.Kind.HAS_MANY) {
      return Optional.empty();
    }
    Node from = call.arguments().get(0);
    Optional<String> rest = rest(from, association.get());
    if (rest.isEmpty()) {
      return Optional.empty();
    }
    String name = association.get().name();
    String what = rest.get().isEmpty() ? Elixir.atom(name) : Elixir.key(name) + " " + rest.get();
    boolean maps = loop.kind().equals("map") || loop.kind().equals("for") && loop.isPlain();
    Change.Edit whole = instead(names.repo(), what);
    int width = source.indent(loop.loop()) + 3 + whole.text().length();
    return maps && putsBack(name) && width <= Elixir.WIDTH
        ? Optional.of(new Change(List.of(whole), List.of()))
        : preloaded(names.repo(), what, value(name), List.of());
  }

  /** What the query asks of its rows, as far as it is written as {@code where:}. */
  private static Set<String> conditions(Node call) {
    Node from = call.arguments().isEmpty() ? Node.NONE : call.arguments().get(0);
    Matcher binding =
        BINDING.matcher(from.arguments().isEmpty() ? "" : from.arguments().get(0).text());
    if (!binding.matches() || from.arguments().size() < 2) {
      return Set.of();
    }
    return from.arguments().get(1).children().stream()
        .filter(pair -> pair.child(0).text().strip().equals("where:"))
        .flatMap(pair -> Stream.of(oneLine(pair.child(1)).split(" and ")))
        .map(condition -> OwnConditions.plain(condition, binding.group(1)))
        .collect(Collectors.toSet());
  }

  private static String oneLine(Node node) {
    return node.text().replaceAll("\\s+", " ");
  }

  /** Whether all that the loop does is to put what it read into the association. */
  private boolean putsBack(String association) {
    Node body = loop.body();
    List<Node> all = body.is("body") || body.is("do_block") ? body.children() : List.of(body);
    Node last = all.get(all.size() - 1);
    boolean bound =
        all.size() == 2
            && all.get(0).isOperator("=")
            && all.get(0).child(0).is("identifier")
            && all.get(0).child(1) == loop.call();
    String value = bound ? all.get(0).child(0).text() : loop.call().text();
    String row = Pattern.quote(loop.element());
    String given = "\\s*" + Pattern.quote(value) + "\\s*";
    return (bound || all.size() == 1)
        && last.text()
            .matches(
                "%\\{\\s*"
                    + row
                    + "\\s*\\|\\s*"
                    + association
                    + ":"
                    + given
                    + "\\}"
                    + "|Map\\.put\\("
                    + row
                    + ", :"
                    + association
                    + ","
                    + given
                    + "\\)");
  }

  /** The query without the condition on the row's key; "" when nothing else is asked. */
  private Optional<String> rest(Node from, Association association) {
    if (!from.callName().equals("from")
        || from.arguments().isEmpty()
        || from.arguments().size() > 2) {
      return Optional.empty();
    }
    String source0 = from.arguments().get(0).text();
    Matcher binding = BINDING.matcher(source0);
    if (!binding.matches()) {
      return Optional.empty();
    }
    String b = Pattern.quote(binding.group(1));
    Pattern own =
        Pattern.compile(
            b
                + "\\."
                + association.foreignKey()
                + " == \\^"
                + loop.element()
                + "\\."
                + association.references());
    Set<String> asked = OwnConditions.of(association).orElse(Set.of());
    List<String> kept = new ArrayList<>();
    boolean removed = false;
    for (Node pair :
        from.arguments().size() < 2 ? List.<Node>of() : from.arguments().get(1).children()) {
      String key = pair.child(0).text().strip().replaceAll(":$", "");
      String value = oneLine(pair.child(1));
      if (!KEPT.contains(key)) {
        return Optional.empty();
      }
      if (key.equals("where") && !value.contains(" or ")) {
        List<String> conditions = new ArrayList<>(List.of(value.split(" and ")));
        removed |= conditions.removeIf(c -> own.matcher(c).matches());
        conditions.removeIf(c -> asked.contains(OwnConditions.plain(c, binding.group(1))));
        value = String.join(" and ", conditions);
      }
      if (value.contains(" or ") || value.contains(loop.element() + ".")) {
        return Optional.empty();
      }
      if (!value.isEmpty()) {
        kept.add(key + ": " + value);
      }
    }
    if (!removed) {
      return Optional.empty();
    }
    return Optional.of(
        kept.isEmpty() ? "" : "from(" + source0 + ", " + String.join(", ", kept) + ")");
  }
}
