package dev.ectoscope.ecto;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Spelling of Elixir: atoms, strings, variables, module names, and calls broken as mix format
 * breaks them.
 */
final class Elixir {

  static final int WIDTH = 98;

  private static final Pattern PLAIN_ATOM = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
  private static final Pattern VARIABLE = Pattern.compile("[a-z][a-z0-9_]*");
  private static final Set<String> RESERVED =
      Set.of(
          "after", "and", "catch", "do", "else", "end", "false", "fn", "in", "nil", "not", "or",
          "rescue", "true", "when", "def", "defp", "from", "where", "if", "unless", "case", "cond",
          "import", "alias", "quote", "node", "self");
  private static final Set<String> WITHOUT_SINGULAR =
      Set.of("series", "species", "news", "people", "data", "media", "children");
  private static final Set<String> ENDING_IN_IE =
      Set.of("movies", "cookies", "ties", "pies", "zombies");

  private Elixir() {}

  static String atom(String name) {
    return PLAIN_ATOM.matcher(name).matches() ? ":" + name : ":" + string(name);
  }

  /** {@code name:} in a keyword list. */
  static String key(String name) {
    return (PLAIN_ATOM.matcher(name).matches() ? name : string(name)) + ":";
  }

  static String string(String text) {
    return '"'
        + text.replace("\\", "\\\\")
            .replace("\"", "\\\"")
            .replace("#{", "\\#{")
            .replace("\n", "\\n")
            .replace("\r", "\\r")
        + '"';
  }

  /** {@code c.post_id}, or {@code field(c, :"odd name")}. */
  static String field(String binding, String column) {
    return VARIABLE.matcher(column).matches()
        ? binding + "." + column
        : "field(" + binding + ", " + atom(column) + ")";
  }

  static String variable(String name) {
    String cleaned = name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9_]+", "_");
    if (!VARIABLE.matcher(cleaned).matches()) {
      return "value";
    }
    return RESERVED.contains(cleaned) ? cleaned + "_value" : cleaned;
  }

  /** The binding of a table in a query: its first letter. */
  static String binding(String table) {
    String name = variable(table);
    return name.substring(0, 1);
  }

  static String underscore(String camel) {
    return camel
        .replaceAll("([a-z0-9])([A-Z])", "$1_$2")
        .replaceAll("([A-Z]+)([A-Z][a-z])", "$1_$2")
        .toLowerCase(Locale.ROOT);
  }

  static String camel(String snake) {
    StringBuilder camel = new StringBuilder();
    for (String word : snake.split("[^A-Za-z0-9]+")) {
      if (!word.isEmpty()) {
        camel.append(Character.toUpperCase(word.charAt(0))).append(word.substring(1));
      }
    }
    return camel.length() == 0 || !Character.isLetter(camel.charAt(0))
        ? "Row" + camel
        : camel.toString();
  }

  /** The module people give to the schema of a table: {@code loan_rows} is {@code LoanRow}. */
  static String schemaModule(String table) {
    return camel(singular(table));
  }

  static String singular(String table) {
    String last = table.substring(table.lastIndexOf('_') + 1);
    if (WITHOUT_SINGULAR.contains(last)) {
      return table;
    }
    if (last.endsWith("ies") && !ENDING_IN_IE.contains(last) && last.length() > 3) {
      return cut(table, 3) + "y";
    }
    if (endsIn(last, "uses") && !endsIn(last, "ouses", "auses")) {
      return cut(table, 2);
    }
    if (endsIn(last, "sses", "xes", "ches", "shes", "zzes")) {
      return cut(table, 2);
    }
    return endsIn(last, "s") && !endsIn(last, "ss", "us", "is") ? cut(table, 1) : table;
  }

  /** {@code currency} is {@code currencies}, {@code status} is {@code statuses}. */
  static String plural(String name) {
    String last = name.substring(name.lastIndexOf('_') + 1);
    if (WITHOUT_SINGULAR.contains(last)) {
      return name + "_found";
    }
    if (last.matches(".*[^aeiou]y")) {
      return cut(name, 1) + "ies";
    }
    return name + (last.matches(".*(s|x|z|ch|sh)") ? "es" : "s");
  }

  private static boolean endsIn(String word, String... endings) {
    for (String ending : endings) {
      if (word.endsWith(ending) && word.length() > ending.length()) {
        return true;
      }
    }
    return false;
  }

  private static String cut(String word, int letters) {
    return word.substring(0, word.length() - letters);
  }

  /**
   * {@code head first, argument, argument)} on one line when it fits, else with one argument a
   * line.
   *
   * @param head up to and with the opening bracket
   */
  static List<String> call(
      int indent, String head, String first, List<String> arguments, int inner) {
    String blank = " ".repeat(indent);
    String joined = String.join(", ", arguments);
    String line = blank + head + first + (arguments.isEmpty() ? "" : ", " + joined) + ")";
    if (line.length() <= WIDTH) {
      return List.of(line);
    }
    List<String> lines = new ArrayList<>();
    lines.add(blank + head + first + ",");
    for (int i = 0; i < arguments.size(); i++) {
      lines.add(" ".repeat(inner) + arguments.get(i) + (i + 1 < arguments.size() ? "," : ""));
    }
    lines.add(" ".repeat(inner - 2) + ")");
    return lines;
  }

  /** Statements one after the other, with an empty line beside each of several lines. */
  static List<String> block(List<List<String>> statements) {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < statements.size(); i++) {
      boolean apart = i > 0 && (statements.get(i).size() > 1 || statements.get(i - 1).size() > 1);
      if (apart) {
        lines.add("");
      }
      lines.addAll(statements.get(i));
    }
    return lines;
  }

  /** Text as comment lines within the width. */
  static List<String> comment(int indent, String text) {
    List<String> lines = new ArrayList<>();
    String blank = " ".repeat(indent) + "#";
    StringBuilder line = new StringBuilder(blank);
    for (String word : text.strip().split("\\s+")) {
      if (line.length() + 1 + word.length() > WIDTH && line.length() > blank.length()) {
        lines.add(line.toString());
        line = new StringBuilder(blank);
      }
      line.append(' ').append(word);
    }
    lines.add(line.toString());
    return lines;
  }
}
