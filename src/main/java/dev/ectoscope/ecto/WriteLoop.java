package dev.ectoscope.ecto;

import dev.ectoscope.elixir.module.Field;
import dev.ectoscope.elixir.module.Schema;
import dev.ectoscope.elixir.syntax.Node;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A loop that writes, as a statement of a block.
 *
 * @param whole the loop with the pipe into it
 * @param last whether the block ends with it, so that its value may be used
 */
record WriteLoop(FunctionSource source, LoopSource loop, Node whole, boolean last) {

  private static final Set<String> OF_ALL = Set.of("each", "map", "for");

  /** {@code Repo.get(…)}: a call that asks the database, whatever the Repo's name. */
  private static final Pattern ASKS =
      Pattern.compile(
          "\\b[A-Z]\\w*\\.(?:all|one|get|get_by|aggregate|exists|preload|reload|query|insert|update"
              + "|delete|transaction|transact)[!?]?\\(");

  /** Empty where the loop's value goes somewhere or where comments would be lost. */
  static Optional<WriteLoop> of(FunctionSource source, LoopSource loop) {
    List<Node> path = source.downTo(loop.loop());
    int at = path.size() - 1 - (loop.piped() ? 1 : 0);
    Node whole = path.get(at);
    Node block = at > 0 ? path.get(at - 1) : Node.NONE;
    boolean plain =
        OF_ALL.contains(loop.kind())
            && loop.isPlain()
            && (block.is("do_block") || block.is("body"))
            && loop.list().line() == loop.list().lastLine()
            && !Pattern.compile("(^|\\s)# ").matcher(whole.text()).find();
    boolean last = block.child(block.children().size() - 1) == whole;
    return plain ? Optional.of(new WriteLoop(source, loop, whole, last)) : Optional.empty();
  }

  boolean isEach() {
    return loop.kind().equals("each");
  }

  /** Whether nothing reads what the loop gives. */
  boolean isForEffect() {
    return isEach()
        || !last
        || source.statements().contains(whole) && source.callers().isValueUnused();
  }

  List<Node> statements() {
    Node body = loop.body();
    List<Node> all = body.is("body") || body.is("do_block") ? body.children() : List.<Node>of(body);
    Node last = all.get(all.size() - 1);
    boolean idle = all.size() > 1 && isForEffect() && last.text().matches(":\\w+|nil|true|false");
    return idle ? all.subList(0, all.size() - 1) : all;
  }

  /**
   * The Repo call when it is all that a statement does; a match on {@code {:ok, _}} may hold it.
   */
  boolean isOnly(Node statement) {
    boolean matched = statement.isOperator("=") && statement.child(1) == loop.call();
    return statement == loop.call()
        || matched
            && statement.child(0).text().replaceAll("\\s", "").matches("\\{(:ok|1),_\\w*\\}");
  }

  /** Whether a text reads what differs from row to row. */
  boolean dependsOnRow(String text) {
    return names().stream().anyMatch(name -> mentions(text, name));
  }

  private Set<String> names() {
    if (loop.element().equals("&1")) {
      return Set.of("&1");
    }
    Set<String> names = new LinkedHashSet<>(Arrays.asList(loop.element().split("[^\\w?!]+")));
    names.removeIf(name -> !name.matches("[a-z_]\\w*[?!]?"));
    return names;
  }

  static boolean mentions(String text, String name) {
    return Pattern.compile("(?<![\\w.:@])" + Pattern.quote(name) + "(?![\\w:])")
        .matcher(text)
        .find();
  }

  /** Keys and values of {@code %Struct{…}}, {@code %{…}} or {@code a: b}; each on one line. */
  static Optional<Map<String, String>> pairs(Node map) {
    Map<String, String> pairs = new LinkedHashMap<>();
    Node content = map.is("keywords") ? map : map.find("map_content").orElse(Node.NONE);
    Node keywords = content.is("keywords") ? content : content.child(0);
    boolean plain =
        keywords.is("keywords") && (content == keywords || content.children().size() == 1);
    for (Node pair : keywords.children()) {
      Node value = pair.child(1);
      String key = pair.child(0).text().strip();
      plain &= pair.is("pair") && key.matches("[a-z_]\\w*:") && value.line() == value.lastLine();
      plain &= !value.text().equals("nil") && !ASKS.matcher(value.text()).find();
      pairs.put(key.replace(":", ""), value.text());
    }
    return plain && !pairs.isEmpty() ? Optional.of(pairs) : Optional.empty();
  }

  static boolean areColumns(Set<String> names, Schema schema) {
    return names.stream()
        .allMatch(name -> schema.field(name).filter(field -> !field.virtual()).isPresent());
  }

  /** Names of the fields that {@code timestamps} brings in. */
  static List<String> timestamps(Schema schema) {
    return schema.fields().stream()
        .filter(field -> field.origin() == Field.Origin.TIMESTAMPS)
        .map(Field::name)
        .toList();
  }

  String free(String name) {
    String free = name;
    while (source.mentions(free)) {
      free = free + "_found";
    }
    return free;
  }

  /** What is gone over, as the list that {@code in} needs. */
  String listed() {
    return loop.listed(source);
  }

  boolean isList() {
    return loop.isList(source);
  }

  int indent() {
    return source.indent(whole);
  }

  /** The loop replaced by lines that begin where its block does. */
  Change replacedBy(List<String> lines, List<String> notes) {
    return replacedBy(whole, lines, notes);
  }

  /**
   * The same of the statements from another one on.
   *
   * @param first of the loop's block, before it
   */
  Change replacedBy(Node first, List<String> lines, List<String> notes) {
    String blank = " ".repeat(indent());
    List<String> moved = new ArrayList<>();
    lines.forEach(line -> moved.add(line.isEmpty() ? "" : blank + line));
    String text = String.join("\n", moved).stripLeading();
    return new Change(List.of(new Change.Edit(first.start(), whole.end(), text)), notes);
  }

  int width() {
    return Elixir.WIDTH - indent();
  }

  /**
   * {@code Enum.map(list, fn row -> value end)} or {@code for}, a statement each, {@code name =}.
   */
  List<String> mapped(String name, List<String> value) {
    String list = loop.list().text();
    List<String> lines = new ArrayList<>(List.of(name + " ="));
    boolean comprehension = loop.kind().equals("for");
    lines.add(
        comprehension
            ? "  for " + loop.element() + " <- " + list + " do"
            : "  Enum.map(" + list + ", fn " + loop.element() + " ->");
    value.forEach(line -> lines.add("    " + line));
    lines.add(comprehension ? "  end" : "  end)");
    return lines;
  }

  /** {@code %{a: b}} on one line when it fits behind so many blanks. */
  List<String> map(List<String> pairs, int indent) {
    String line = "%{" + String.join(", ", pairs) + "}";
    if (line.length() + indent <= width()) {
      return List.of(line);
    }
    List<String> lines = new ArrayList<>(List.of("%{"));
    for (int i = 0; i < pairs.size(); i++) {
      lines.add("  " + pairs.get(i) + (i + 1 < pairs.size() ? "," : ""));
    }
    lines.add("}");
    return lines;
  }
}
