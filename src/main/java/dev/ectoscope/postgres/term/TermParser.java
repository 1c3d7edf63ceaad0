package dev.ectoscope.postgres.term;

import dev.ectoscope.postgres.term.TermScanner.Unreadable;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The grammar of terms as Elixir's {@code inspect} prints them (lib/elixir/lib/inspect.ex). */
final class TermParser {

  private static final int MAX_DEPTH = 64;

  private static final Pattern UUID_TEXT =
      Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

  private final TermScanner scanner;
  private final List<TermValue> read = new ArrayList<>();
  private int depth;

  TermParser(TermScanner scanner) {
    this.scanner = scanner;
  }

  /** Elements as far as they are printed; {@code whole} tells whether that is all. */
  record Elements(List<TermValue> values, boolean whole) {}

  /**
   * Reads a whole list.
   *
   * @throws Unreadable when it is no list
   */
  Elements parameters() {
    if (scanner.isAt("'") || scanner.isAt("~c")) {
      return new Elements(codePoints(scanner.charlist()), true);
    }
    scanner.expect("[");
    Elements elements = elements("]", read);
    scanner.skipBlanks();
    if (elements.whole() && !scanner.isAtEnd()) {
      throw new Unreadable("there is text after the list of parameters");
    }
    return elements;
  }

  /** The parameters before the one that could not be read. */
  List<TermValue> readSoFar() {
    return read;
  }

  private Elements elements(String close) {
    return elements(close, new ArrayList<>());
  }

  private Elements elements(String close, List<TermValue> values) {
    scanner.skipBlanks();
    while (!scanner.accept(close)) {
      if (scanner.accept("...")) {
        scanner.skipBlanks();
        scanner.accept(close);
        return new Elements(values, false);
      }
      if (scanner.isAtEnd()) {
        return new Elements(values, false);
      }
      int start = scanner.at;
      try {
        values.add(value());
      } catch (Unreadable e) {
        if (e.isCut() && scanner.isAtEnd()) {
          scanner.at = scanner.text.length();
          return new Elements(values, false);
        }
        scanner.at = Math.max(start, scanner.at);
        throw e;
      }
      separator(close);
    }
    return new Elements(values, true);
  }

  private void separator(String close) {
    scanner.skipBlanks();
    if (scanner.accept(",")) {
      scanner.skipBlanks();
    } else if (!scanner.isAt(close) && !scanner.isAtEnd() && !scanner.isAt("...")) {
      throw new Unreadable("the list of parameters cannot be read");
    }
  }

  private TermValue value() {
    if (++depth > MAX_DEPTH) {
      throw new Unreadable("a parameter is nested too deeply");
    }
    try {
      scanner.skipBlanks();
      return unnested();
    } finally {
      depth--;
    }
  }

  private TermValue unnested() {
    if (scanner.isAt("<<")) {
      return binary();
    }
    char c = scanner.peek();
    return switch (c) {
      case '\0' -> throw new Unreadable(TermScanner.CUT);
      case '"' -> string();
      case '[' -> list();
      case '{' -> tuple();
      case '%' -> map();
      case '~' -> sigil();
      case '#' -> printed();
      case ':' -> atom();
      case '\'' -> TermValue.list(codePoints(scanner.charlist()), true);
      default -> c == '-' || Character.isDigit(c) ? number() : word();
    };
  }

  private TermValue string() {
    String value = scanner.quoted('"');
    scanner.skipBlanks();
    if (scanner.accept("<>")) {
      scanner.skipBlanks();
      scanner.accept("...");
      return new TermValue("string", value, null, false);
    }
    return TermValue.of(UUID_TEXT.matcher(value).matches() ? "uuid" : "string", value);
  }

  private TermValue list() {
    scanner.expect("[");
    Elements elements = elements("]");
    return TermValue.list(elements.values(), elements.whole());
  }

  private TermValue tuple() {
    scanner.expect("{");
    return TermValue.tuple(whole(elements("}")));
  }

  private static List<TermValue> whole(Elements elements) {
    if (!elements.whole() || !elements.values().stream().allMatch(TermValue::whole)) {
      throw new Unreadable(TermScanner.CUT);
    }
    return elements.values();
  }

  private TermValue map() {
    scanner.expect("%");
    String struct = scanner.peek() == '{' ? "" : scanner.name();
    scanner.expect("{");
    Map<String, TermValue> fields = new LinkedHashMap<>();
    boolean whole = true;
    scanner.skipBlanks();
    while (!scanner.accept("}")) {
      if (scanner.accept("...") || scanner.isAtEnd()) {
        whole = false;
        scanner.skipBlanks();
        scanner.accept("}");
        break;
      }
      String key = key();
      TermValue value = value();
      whole &= value.whole();
      fields.put(key, value);
      separator("}");
    }
    if (!whole) {
      return new TermValue("map", null, null, false);
    }
    return struct.isEmpty() ? TermValue.map(json(fields)) : TermStructs.of(struct, fields);
  }

  private static Map<String, Object> json(Map<String, TermValue> fields) {
    Map<String, Object> json = new LinkedHashMap<>();
    fields.forEach((key, value) -> json.put(key, value.json()));
    return json;
  }

  private String key() {
    scanner.skipBlanks();
    int start = scanner.at;
    if (scanner.peek() == '"') {
      String key = scanner.quoted('"');
      if (scanner.accept(":")) {
        return key;
      }
    } else {
      String key = scanner.word();
      if (!key.isEmpty() && scanner.accept(": ")) {
        return key;
      }
    }
    scanner.at = start;
    String key = String.valueOf(value().json());
    scanner.skipBlanks();
    scanner.expect("=>");
    return key;
  }

  private TermValue sigil() {
    int start = scanner.at;
    scanner.at++;
    String name = scanner.word();
    switch (name) {
      case "c":
        scanner.at = start;
        return TermValue.list(codePoints(scanner.charlist()), true);
      case "s", "S":
        return string();
      default:
        scanner.expect("[");
        String content = scanner.until("]");
        return TermValue.of(sigilType(name), content);
    }
  }

  private static String sigilType(String name) {
    return switch (name) {
      case "U", "N" -> "datetime";
      case "D" -> "date";
      case "T" -> "time";
      default -> throw new Unreadable("the sigil ~" + name + " is not known here");
    };
  }

  /** {@code #Decimal<1.2>}, {@code #DateTime<2024-01-01 00:00:00+01:00 CET Europe/Oslo>}. */
  private TermValue printed() {
    scanner.at++;
    String name = scanner.name();
    scanner.expect("<");
    String content = scanner.until(">");
    return switch (name) {
      case "Decimal" -> TermValue.of("decimal", content);
      case "DateTime" -> datetime(content);
      case "NaiveDateTime" -> TermValue.of("datetime", content);
      case "Date" -> TermValue.of("date", content);
      case "Time" -> TermValue.of("time", content);
      case "Pgvector", "Pgvector.HalfVector" -> TermValue.of("vector", content.replace(" ", ""));
      default -> throw unknown(name);
    };
  }

  private static Unreadable unknown(String name) {
    return new Unreadable("a parameter is a " + name + ", which is not known here");
  }

  private static TermValue datetime(String content) {
    String[] parts = content.split(" ");
    return TermValue.of("datetime", parts.length > 2 ? parts[0] + " " + parts[1] : content);
  }

  private TermValue atom() {
    scanner.at++;
    String name = scanner.peek() == '"' ? scanner.quoted('"') : scanner.word();
    if (name.isEmpty()) {
      throw new Unreadable("an atom cannot be read");
    }
    return TermValue.of("atom", name);
  }

  private TermValue number() {
    int start = scanner.at;
    while (Character.isDigit(scanner.peek()) || "+-.eE_".indexOf(scanner.peek()) >= 0) {
      scanner.at++;
    }
    String digits = scanner.text.substring(start, scanner.at).replace("_", "");
    if (digits.endsWith("...")) {
      throw new Unreadable(TermScanner.CUT);
    }
    if (digits.matches("-?\\d+")) {
      return new TermValue("int", new BigInteger(digits), digits);
    }
    if (!digits.matches("-?\\d+\\.\\d+(e[+-]?\\d+)?")) {
      throw new Unreadable("a number cannot be read");
    }
    return new TermValue("float", new BigDecimal(digits), digits);
  }

  private TermValue word() {
    String name = scanner.name();
    return switch (name) {
      case "nil" -> new TermValue("nil", null, null);
      case "true", "false" -> new TermValue("boolean", Boolean.valueOf(name), name);
      case "Decimal.new" -> TermValue.of("decimal", argument());
      case "Pgvector.new", "Pgvector.HalfVector.new" -> TermValue.of("vector", vector());
      case "MapSet.new", "Enum.to_list" -> call();
      default -> module(name);
    };
  }

  private static TermValue module(String name) {
    if (name.isEmpty() || !Character.isUpperCase(name.charAt(0))) {
      throw new Unreadable("a parameter cannot be read");
    }
    return TermValue.of("atom", "Elixir." + name);
  }

  private String argument() {
    scanner.expect("(");
    scanner.skipBlanks();
    if (scanner.peek() != '"') {
      return scanner.until(")");
    }
    String text = scanner.quoted('"');
    scanner.expect(")");
    return text;
  }

  private TermValue call() {
    scanner.expect("(");
    TermValue value = value();
    scanner.expect(")");
    return value;
  }

  /** pgvector writes {@code [1,2,3]}. */
  private String vector() {
    scanner.expect("(");
    scanner.skipBlanks();
    scanner.expect("[");
    List<TermValue> numbers = whole(elements("]"));
    scanner.expect(")");
    return numbers.stream().map(TermValue::text).collect(Collectors.joining(",", "[", "]"));
  }

  /** Bytes, or bits where the last piece says {@code ::size(3)}. */
  private TermValue binary() {
    scanner.expect("<<");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    StringBuilder bits = new StringBuilder();
    int sized = 8;
    scanner.skipBlanks();
    while (!scanner.accept(">>")) {
      if (scanner.accept("...")) {
        scanner.skipBlanks();
        scanner.accept(">>");
        return new TermValue("binary", null, null, false);
      }
      String digits = scanner.digits();
      int value = digits.isEmpty() || digits.length() > 3 ? 256 : Integer.parseInt(digits);
      if (value > 255) {
        throw new Unreadable(scanner.isAtEnd() ? TermScanner.CUT : "a binary cannot be read");
      }
      if (scanner.accept("::size(")) {
        sized = Math.min(8, Integer.parseInt(scanner.digits()));
        scanner.expect(")");
      }
      bytes.write(value);
      bits.append(Integer.toBinaryString(256 + value).substring(9 - sized));
      separator(">>");
    }
    return sized < 8 ? TermValue.of("bits", bits.toString()) : TermValue.bytes(bytes.toByteArray());
  }

  private static List<TermValue> codePoints(String chars) {
    return chars
        .codePoints()
        .mapToObj(c -> new TermValue("int", BigInteger.valueOf(c), Integer.toString(c)))
        .toList();
  }
}
