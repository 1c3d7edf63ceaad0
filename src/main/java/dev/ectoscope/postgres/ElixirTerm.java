package dev.ectoscope.postgres;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the list of parameters as Elixir's {@code inspect} prints it in Ecto's log and turns every
 * value into a text that PostgreSQL reads as the parameter's type.
 */
public final class ElixirTerm {

  /** A parameter list, whole or cut. */
  public sealed interface Parsed permits Complete, Elided {

    /** One text or null per parameter; empty when the list is not complete. */
    List<String> values();

    /**
     * One name per parameter read: int, float, string, atom, boolean, nil, datetime, date, time,
     * decimal, uuid, binary, list, map, inet, other.
     */
    List<String> types();

    /** Whether every value could be read. */
    boolean complete();

    /** The types in brackets, {@code [int, string]}: what may be shown instead of values. */
    default String masked() {
      return "[" + String.join(", ", types()) + "]";
    }
  }

  /**
   * All values are there.
   *
   * @param values one text or null per parameter
   * @param types one name per parameter
   */
  public record Complete(List<String> values, List<String> types) implements Parsed {

    public Complete {
      values = Collections.unmodifiableList(new ArrayList<>(values));
      types = List.copyOf(types);
    }

    @Override
    public boolean complete() {
      return true;
    }
  }

  /**
   * The printed list was cut, or holds what cannot be read.
   *
   * @param reason why, without any value
   * @param types names of the parameters before the cut
   */
  public record Elided(String reason, List<String> types) implements Parsed {

    public Elided {
      types = List.copyOf(types);
    }

    @Override
    public List<String> values() {
      return List.of();
    }

    @Override
    public boolean complete() {
      return false;
    }
  }

  /** A value: its type's name, the Java value for JSON, and the text for PostgreSQL. */
  private record Value(String type, Object json, String text) {}

  private static final class Unreadable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Unreadable(String reason) {
      super(reason, null, false, false);
    }
  }

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MAX_DEPTH = 64;
  private static final String CUT = "the log cut the list of parameters";

  private final String text;
  private int at;
  private int depth;

  private ElixirTerm(String text) {
    this.text = text;
  }

  /** Reads a printed list such as {@code [1, "x", nil]}; never throws. */
  public static Parsed parse(String printed) {
    List<String> types = new ArrayList<>();
    if (printed == null) {
      return new Elided("there is no list of parameters", types);
    }
    try {
      return new ElixirTerm(printed.strip()).parameters(types);
    } catch (Unreadable e) {
      return new Elided(e.getMessage(), types);
    } catch (RuntimeException e) {
      return new Elided("the list of parameters cannot be read", types);
    }
  }

  private Parsed parameters(List<String> types) {
    if (text.startsWith("'") || text.startsWith("~c")) {
      return charlistParameters();
    }
    expect("[");
    List<String> values = new ArrayList<>();
    skipBlanks();
    while (!accept("]")) {
      Value value = value();
      types.add(value.type());
      values.add(value.text());
      separator("]");
    }
    skipBlanks();
    if (at < text.length()) {
      throw new Unreadable("there is text after the list of parameters");
    }
    return new Complete(values, types);
  }

  /** Elixir prints a list of small printable numbers as a charlist: 'AB' is [65, 66]. */
  private Parsed charlistParameters() {
    String chars = charlist();
    List<String> values = chars.codePoints().mapToObj(Integer::toString).toList();
    return new Complete(values, Collections.nCopies(values.size(), "int"));
  }

  private Value value() {
    if (++depth > MAX_DEPTH) {
      throw new Unreadable("a parameter is nested too deeply");
    }
    try {
      return unnested();
    } finally {
      depth--;
    }
  }

  private Value unnested() {
    skipBlanks();
    if (at >= text.length() || text.startsWith("...", at)) {
      throw new Unreadable(CUT);
    }
    char c = text.charAt(at);
    if (c == '"') {
      return string();
    }
    if (c == '[') {
      return list("[", "]");
    }
    if (c == '{') {
      return list("{", "}");
    }
    if (c == '%') {
      return map();
    }
    if (c == '~') {
      return sigil();
    }
    if (c == '#') {
      return printed();
    }
    if (c == ':') {
      return atom();
    }
    if (c == '\'') {
      return codePoints(charlist());
    }
    if (text.startsWith("<<", at)) {
      return binary();
    }
    if (c == '-' || Character.isDigit(c)) {
      return number();
    }
    return word();
  }

  private Value string() {
    String value = quoted('"');
    skipBlanks();
    if (text.startsWith("<>", at)) {
      throw new Unreadable(CUT);
    }
    return new Value(isUuid(value) ? "uuid" : "string", value, value);
  }

  private Value list(String open, String close) {
    expect(open);
    List<Value> elements = new ArrayList<>();
    List<Object> json = new ArrayList<>();
    skipBlanks();
    while (!accept(close)) {
      Value value = value();
      elements.add(value);
      json.add(value.json());
      separator(close);
    }
    return new Value("list", json, isJsonList(elements) ? json(json) : array(elements));
  }

  private static boolean isJsonList(List<Value> elements) {
    return elements.stream().anyMatch(e -> e.type().equals("map"));
  }

  private static String array(List<Value> elements) {
    StringBuilder array = new StringBuilder("{");
    for (Value element : elements) {
      if (array.length() > 1) {
        array.append(',');
      }
      array.append(arrayElement(element));
    }
    return array.append('}').toString();
  }

  private static String arrayElement(Value element) {
    if (element.text() == null) {
      return "NULL";
    }
    boolean bare =
        switch (element.type()) {
          case "int", "float", "decimal", "boolean", "list" -> true;
          default -> false;
        };
    if (bare) {
      return element.text();
    }
    return '"' + element.text().replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  private Value map() {
    expect("%");
    String struct = at < text.length() && text.charAt(at) != '{' ? structName() : "";
    expect("{");
    Map<String, Object> json = new LinkedHashMap<>();
    skipBlanks();
    while (!accept("}")) {
      String key = key();
      json.put(key, value().json());
      separator("}");
    }
    return struct.isEmpty() ? new Value("map", json, json(json)) : struct(struct, json);
  }

  private String structName() {
    int start = at;
    while (at < text.length() && (isNameChar(text.charAt(at)) || text.charAt(at) == '.')) {
      at++;
    }
    return text.substring(start, at);
  }

  private String key() {
    skipBlanks();
    int start = at;
    if (at < text.length() && text.charAt(at) == '"') {
      String key = quoted('"');
      if (accept(":")) {
        return key;
      }
      at = start;
    } else {
      int end = at;
      while (end < text.length() && isNameChar(text.charAt(end))) {
        end++;
      }
      if (end > at && text.startsWith(": ", end)) {
        at = end + 2;
        return text.substring(start, end);
      }
    }
    String key = String.valueOf(value().json());
    skipBlanks();
    expect("=>");
    return key;
  }

  private static Value struct(String name, Map<String, Object> fields) {
    return switch (name) {
      case "Postgrex.INET" -> inet(fields);
      case "Decimal" -> decimal(fields);
      default -> throw new Unreadable("a parameter is a " + name + ", which is not known here");
    };
  }

  private static Value decimal(Map<String, Object> fields) {
    if (fields.get("coef") instanceof Number coef && fields.get("exp") instanceof Number exp) {
      String sign = "-1".equals(String.valueOf(fields.get("sign"))) ? "-" : "";
      String text = sign + coef + "e" + exp;
      return new Value("decimal", text, text);
    }
    throw new Unreadable("a decimal cannot be read");
  }

  private static Value inet(Map<String, Object> fields) {
    if (!(fields.get("address") instanceof List<?> parts)) {
      throw new Unreadable("an address cannot be read");
    }
    StringBuilder address = new StringBuilder();
    for (Object part : parts) {
      if (address.length() > 0) {
        address.append(parts.size() == 4 ? '.' : ':');
      }
      int number = ((Number) part).intValue();
      address.append(parts.size() == 4 ? Integer.toString(number) : Integer.toHexString(number));
    }
    if (fields.get("netmask") instanceof Number netmask) {
      address.append('/').append(netmask);
    }
    return new Value("inet", address.toString(), address.toString());
  }

  private Value sigil() {
    at++;
    int start = at;
    while (at < text.length() && Character.isLetter(text.charAt(at))) {
      at++;
    }
    String name = text.substring(start, at);
    if (name.equals("c")) {
      at = start - 1;
      return codePoints(charlist());
    }
    if (name.equals("s") || name.equals("S")) {
      return string();
    }
    expect("[");
    String content = until("]");
    String type =
        switch (name) {
          case "U", "N" -> "datetime";
          case "D" -> "date";
          case "T" -> "time";
          default -> throw new Unreadable("the sigil ~" + name + " is not known here");
        };
    return new Value(type, content, content);
  }

  /** {@code #Decimal<1.2>}, {@code #DateTime<2024-01-01 00:00:00+01:00 CET Europe/Oslo>}. */
  private Value printed() {
    at++;
    String name = structName();
    expect("<");
    String content = until(">");
    return switch (name) {
      case "Decimal" -> new Value("decimal", content, content);
      case "DateTime" -> datetime(content);
      case "NaiveDateTime" -> new Value("datetime", content, content);
      case "Date" -> new Value("date", content, content);
      case "Time" -> new Value("time", content, content);
      default -> throw new Unreadable("a parameter is a " + name + ", which is not known here");
    };
  }

  private static Value datetime(String content) {
    String[] parts = content.split(" ");
    String text = parts.length > 2 ? parts[0] + " " + parts[1] : content;
    return new Value("datetime", text, text);
  }

  private Value atom() {
    at++;
    String name;
    if (at < text.length() && text.charAt(at) == '"') {
      name = quoted('"');
    } else {
      int start = at;
      while (at < text.length() && isNameChar(text.charAt(at))) {
        at++;
      }
      name = text.substring(start, at);
    }
    if (name.isEmpty()) {
      throw new Unreadable("an atom cannot be read");
    }
    return new Value("atom", name, name);
  }

  private Value number() {
    int start = at;
    while (at < text.length() && "+-.eE_".indexOf(text.charAt(at)) >= 0
        || at < text.length() && Character.isDigit(text.charAt(at))) {
      at++;
    }
    String digits = text.substring(start, at).replace("_", "");
    if (digits.endsWith("...")) {
      throw new Unreadable(CUT);
    }
    if (digits.matches("-?\\d+")) {
      return new Value("int", new java.math.BigInteger(digits), digits);
    }
    if (!digits.matches("-?\\d+\\.\\d+(e[+-]?\\d+)?")) {
      throw new Unreadable("a number cannot be read");
    }
    return new Value("float", new java.math.BigDecimal(digits), digits);
  }

  private Value word() {
    String name = structName();
    switch (name) {
      case "nil":
        return new Value("nil", null, null);
      case "true":
      case "false":
        return new Value("boolean", Boolean.valueOf(name), name);
      case "Decimal.new":
        return decimalCall();
      default:
        return module(name);
    }
  }

  private Value decimalCall() {
    expect("(");
    skipBlanks();
    String digits;
    if (at < text.length() && text.charAt(at) == '"') {
      digits = quoted('"');
      expect(")");
    } else {
      digits = until(")");
    }
    return new Value("decimal", digits, digits);
  }

  private static Value module(String name) {
    if (name.isEmpty() || !Character.isUpperCase(name.charAt(0))) {
      throw new Unreadable("a parameter cannot be read");
    }
    return new Value("atom", "Elixir." + name, "Elixir." + name);
  }

  private Value binary() {
    expect("<<");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    skipBlanks();
    while (!accept(">>")) {
      if (text.startsWith("...", at)) {
        throw new Unreadable(CUT);
      }
      int start = at;
      while (at < text.length() && Character.isDigit(text.charAt(at))) {
        at++;
      }
      int value = at - start > 3 || at == start ? 256 : Integer.parseInt(text, start, at, 10);
      if (value > 255) {
        throw new Unreadable(at >= text.length() ? CUT : "a binary cannot be read");
      }
      bytes.write(value);
      separator(">>");
    }
    return bytes(bytes.toByteArray());
  }

  private static Value bytes(byte[] bytes) {
    if (bytes.length == 16) {
      String uuid = uuid(bytes);
      return new Value("uuid", uuid, uuid);
    }
    String text = "\\x" + HexFormat.of().formatHex(bytes);
    return new Value("binary", text, text);
  }

  private static String uuid(byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    return new java.util.UUID(buffer.getLong(), buffer.getLong()).toString();
  }

  private static boolean isUuid(String text) {
    return text.length() == 36
        && text.matches("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
  }

  private Value codePoints(String chars) {
    List<Object> json = new ArrayList<>();
    chars.codePoints().forEach(json::add);
    String text = String.join(",", json.stream().map(String::valueOf).toList());
    return new Value("list", json, "{" + text + "}");
  }

  private String charlist() {
    if (accept("~c")) {
      return quoted('"');
    }
    return quoted('\'');
  }

  private String quoted(char quote) {
    if (at >= text.length() || text.charAt(at) != quote) {
      throw new Unreadable("a text cannot be read");
    }
    at++;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    while (at < text.length()) {
      int c = text.codePointAt(at);
      at += Character.charCount(c);
      if (c == quote) {
        return decoded(out.toByteArray());
      }
      if (c == '\\') {
        escape(out);
      } else {
        out.writeBytes(Character.toString(c).getBytes(StandardCharsets.UTF_8));
      }
    }
    throw new Unreadable(CUT);
  }

  private void escape(ByteArrayOutputStream out) {
    if (at >= text.length()) {
      throw new Unreadable(CUT);
    }
    char c = text.charAt(at++);
    switch (c) {
      case 'n' -> out.write('\n');
      case 't' -> out.write('\t');
      case 'r' -> out.write('\r');
      case 'a' -> out.write(7);
      case 'b' -> out.write('\b');
      case 'd' -> out.write(127);
      case 'e' -> out.write(27);
      case 'f' -> out.write('\f');
      case 'v' -> out.write(11);
      case 's' -> out.write(' ');
      case '0' -> out.write(0);
      case 'x' -> out.write(hex(2));
      case 'u' -> unicode(out);
      default -> out.writeBytes(Character.toString(c).getBytes(StandardCharsets.UTF_8));
    }
  }

  private void unicode(ByteArrayOutputStream out) {
    int code;
    if (accept("{")) {
      code = Integer.parseInt(until("}"), 16);
    } else {
      code = hex(4);
    }
    out.writeBytes(Character.toString(code).getBytes(StandardCharsets.UTF_8));
  }

  private int hex(int most) {
    if (accept("{")) {
      return Integer.parseInt(until("}"), 16);
    }
    int end = Math.min(at + most, text.length());
    int value = Integer.parseInt(text.substring(at, end), 16);
    at = end;
    return value;
  }

  private static String decoded(byte[] bytes) {
    try {
      String value = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      if (value.indexOf('\0') >= 0) {
        throw new Unreadable("a text holds a zero byte, which PostgreSQL does not store");
      }
      return value;
    } catch (CharacterCodingException e) {
      throw new Unreadable("a text is not UTF-8");
    }
  }

  private String until(String end) {
    int stop = text.indexOf(end, at);
    if (stop < 0) {
      throw new Unreadable(CUT);
    }
    String content = text.substring(at, stop);
    at = stop + end.length();
    return content;
  }

  private void separator(String close) {
    skipBlanks();
    if (accept(",")) {
      skipBlanks();
      return;
    }
    if (!text.startsWith(close, at)) {
      throw new Unreadable(
          at >= text.length() || text.startsWith("...", at)
              ? CUT
              : "the list of parameters cannot be read");
    }
  }

  private boolean accept(String token) {
    if (text.startsWith(token, at)) {
      at += token.length();
      return true;
    }
    return false;
  }

  private void expect(String token) {
    if (!accept(token)) {
      throw new Unreadable(
          at >= text.length() ? CUT : "the list of parameters cannot be read: no " + token);
    }
  }

  private void skipBlanks() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
  }

  private static boolean isNameChar(char c) {
    return Character.isLetterOrDigit(c) || c == '_' || c == '@' || c == '?' || c == '!';
  }

  private static String json(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new Unreadable("a map cannot be written as JSON");
    }
  }
}
