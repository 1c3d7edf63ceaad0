package dev.ectoscope.ecto;

import dev.ectoscope.elixir.syntax.Node;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A query of one source as it is written: {@code from} with keywords, or a pipe of Ecto.Query's
 * macros.
 *
 * @param binding the variable of the source
 * @param source as written, {@code Comment}
 * @param conditions what {@code where} joins by {@code and}, each on one line
 * @param clauses the other clauses in order, {@code order_by} to its text
 */
record AskedQuery(
    String binding, String source, List<String> conditions, Map<String, String> clauses) {

  /** Empty where anything but conditions, order, limit, offset and columns is asked. */
  static Optional<AskedQuery> read(Node query) {
    Reader reader = new Reader();
    return reader.read(query) && !reader.source.isEmpty()
        ? Optional.of(
            new AskedQuery(reader.binding(), reader.source, reader.conditions(), reader.clauses))
        : Optional.empty();
  }

  /** What a Repo function is given first, piped or not. */
  static Optional<AskedQuery> of(Node call) {
    Node query =
        call.isOperator("|>")
            ? call.child(0)
            : call.arguments().isEmpty() ? Node.NONE : call.arguments().get(0);
    return read(query);
  }

  /** What a Repo function is given after the query. */
  static List<Node> options(Node call) {
    List<Node> all = call.isOperator("|>") ? call.child(1).arguments() : call.arguments();
    return call.isOperator("|>") || all.isEmpty() ? all : all.subList(1, all.size());
  }

  /** {@code c in Comment}. */
  String first() {
    return binding + " in " + source;
  }

  String clause(String name) {
    return clauses.getOrDefault(name, "");
  }

  /** One {@code where:} of all conditions. */
  static String where(List<String> conditions) {
    List<String> parts = new ArrayList<>();
    for (String condition : conditions) {
      boolean loose = conditions.size() > 1 && condition.contains(" or ");
      boolean closed = condition.startsWith("(") && condition.endsWith(")");
      parts.add(loose && !closed ? "(" + condition + ")" : condition);
    }
    return "where: " + String.join(" and ", parts);
  }

  /** The text of a node on one line; empty where joining its lines might change it. */
  static Optional<String> oneLine(Node node) {
    String text = node.text();
    boolean spread = text.contains("\n");
    if (spread && (text.contains("\"") || text.contains("#") || text.contains("~"))) {
      return Optional.empty();
    }
    return Optional.of(
        spread
            ? text.replaceAll("\\s+", " ")
                .replaceAll("([(\\[{]) ", "$1")
                .replaceAll(" ([)\\]}])", "$1")
            : text);
  }

  /** Takes a query apart. */
  private static final class Reader {

    private static final Set<String> STEPS =
        Set.of("where", "order_by", "limit", "offset", "select", "distinct");

    private String binding = "";
    private String source = "";
    private final List<Object> conditions = new ArrayList<>();
    private final Map<String, String> clauses = new LinkedHashMap<>();

    /** A condition given as a keyword, whose binding may come later. */
    private record Keyed(String field, String value) {}

    private String binding() {
      return binding.isEmpty() ? Elixir.binding(Elixir.underscore(last(source))) : binding;
    }

    private static String last(String module) {
      return module.substring(module.lastIndexOf('.') + 1);
    }

    private List<String> conditions() {
      return conditions.stream()
          .map(
              c ->
                  c instanceof Keyed keyed
                      ? binding() + "." + keyed.field() + " == " + keyed.value()
                      : (String) c)
          .toList();
    }

    private boolean read(Node node) {
      if (node.isOperator("|>")) {
        Node step = node.child(1);
        return step.callName().equals("from")
            ? read(node.child(0)) && pairs(step.arguments(), 0)
            : read(node.child(0)) && step(step.callName(), step.arguments());
      }
      if (node.callName().equals("from")) {
        List<Node> arguments = node.arguments();
        return !arguments.isEmpty() && root(arguments.get(0)) && pairs(arguments, 1);
      }
      if (STEPS.contains(node.callName()) && node.arguments().size() > 1) {
        List<Node> arguments = node.arguments();
        return read(arguments.get(0))
            && step(node.callName(), arguments.subList(1, arguments.size()));
      }
      return root(node);
    }

    private boolean root(Node node) {
      if (node.isOperator("in")) {
        binding = node.child(0).text();
        source = node.child(1).text();
      } else {
        source = node.text();
      }
      return source.matches("[A-Z][\\w.]*") && binding.matches("([a-z_]\\w*)?");
    }

    private boolean pairs(List<Node> arguments, int at) {
      if (arguments.size() > at + 1) {
        return false;
      }
      boolean all = arguments.size() <= at || arguments.get(at).is("keywords");
      for (Node pair : arguments.size() <= at ? List.<Node>of() : arguments.get(at).children()) {
        all = all && clause(pair.child(0).text().strip().replaceAll(":$", ""), pair.child(1));
      }
      return all;
    }

    /** {@code where([c], …)}, {@code limit(3)}. */
    private boolean step(String name, List<Node> arguments) {
      if (arguments.size() == 2 && arguments.get(0).text().matches("\\[[a-z_]\\w*\\]")) {
        String named = arguments.get(0).text().replaceAll("[\\[\\]]", "");
        boolean same = binding.isEmpty() || binding.equals(named);
        binding = named;
        return same && clause(name, arguments.get(1));
      }
      return arguments.size() == 1 && clause(name, arguments.get(0));
    }

    private boolean clause(String name, Node value) {
      return switch (name) {
        case "where" -> conditions(value);
        case "order_by", "limit", "offset", "select", "distinct" ->
            oneLine(value)
                .map(text -> value.is("keywords") ? "[" + text + "]" : text)
                .filter(text -> clauses.put(name, text) == null)
                .isPresent();
        default -> false;
      };
    }

    private boolean conditions(Node value) {
      Node pairs = value.is("list") && value.children().size() == 1 ? value.child(0) : value;
      if (pairs.is("keywords")) {
        for (Node pair : pairs.children()) {
          Optional<String> text = oneLine(pair.child(1));
          if (text.isEmpty() || text.get().equals("nil")) {
            return false;
          }
          conditions.add(new Keyed(pair.child(0).text().strip().replaceAll(":$", ""), text.get()));
        }
        return true;
      }
      if (value.isOperator("and")) {
        return conditions(value.child(0)) && conditions(value.child(1));
      }
      return oneLine(value).filter(conditions::add).isPresent();
    }
  }
}
