package dev.ectoscope.log.record;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Reads one document of the YAML that programs write: block mappings and sequences; scalars that
 * are plain, quoted, literal or folded, over any number of lines. Flow collections stay texts.
 * Source: YAML 1.2.2, chapters 7 and 8.
 */
public final class YamlRecord {

  private static final int DEEPEST = 32;
  private static final Pattern NUMBER = Pattern.compile("-?\\d{1,15}(?:\\.\\d{1,6})?");

  /**
   * One word, or such as plans are described in: {@code Actual Total Time}, {@code I/O Timings}.
   */
  private static final Pattern KEY = Pattern.compile("\\S+|[\\w/ -]{1,60}");

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final List<String> lines;
  private int at;

  /**
   * @param lines of the document; may be changed
   */
  public YamlRecord(List<String> lines) {
    this.lines = lines;
  }

  /** What the document holds; lines that are no YAML are passed over. */
  public JsonNode read() {
    return block(0, 0);
  }

  private JsonNode block(int indent, int depth) {
    blanks();
    if (at >= lines.size() || depth > DEEPEST) {
      return TextNode.valueOf("");
    }
    return isItem(lines.get(at).strip()) ? sequence(indent(at), depth) : mapping(indent, depth);
  }

  private JsonNode sequence(int indent, int depth) {
    ArrayNode items = NODES.arrayNode();
    while (at < lines.size() && indent(at) == indent && isItem(lines.get(at).strip())) {
      String line = lines.get(at);
      String rest = line.substring(indent + 1).stripLeading();
      int inner = line.length() - rest.length();
      if (keyEnd(rest) < 0) {
        items.add(scalar(rest, indent));
      } else {
        lines.set(at, " ".repeat(inner) + rest);
        items.add(mapping(inner, depth + 1));
      }
      blanks();
    }
    return items;
  }

  private JsonNode mapping(int indent, int depth) {
    ObjectNode node = NODES.objectNode();
    blanks();
    while (at < lines.size() && indent(at) >= indent) {
      String line = lines.get(at).strip();
      int end = keyEnd(line);
      if (end < 0 || indent(at) > indent) {
        at++;
        continue;
      }
      String key = unquoted(line.substring(0, end));
      String value = line.substring(end + 1).strip();
      if (value.isEmpty()) {
        at++;
        blanks();
        boolean item = at < lines.size() && isItem(lines.get(at).strip()) && indent(at) == indent;
        boolean deeper = at < lines.size() && indent(at) > indent;
        node.set(
            key,
            item
                ? sequence(indent, depth + 1)
                : deeper ? block(indent(at), depth + 1) : NODES.nullNode());
      } else {
        node.set(key, scalar(value, indent));
      }
      blanks();
    }
    return node;
  }

  /** The scalar that begins on this line; goes on to the line after it. */
  private JsonNode scalar(String value, int indent) {
    char first = value.charAt(0);
    at++;
    if (first == '|' || first == '>') {
      return TextNode.valueOf(literal(value, indent));
    }
    if (first == '\'' || first == '"') {
      return TextNode.valueOf(quoted(value, first));
    }
    StringBuilder plain = new StringBuilder(value);
    while (at < lines.size() && (indent(at) > indent || lines.get(at).isBlank())) {
      fold(plain, lines.get(at++).strip(), false);
    }
    return plain(plain.toString().stripTrailing());
  }

  /** A number, a truth, or a text. */
  public static JsonNode plain(String text) {
    if (NUMBER.matcher(text).matches()) {
      return text.indexOf('.') < 0
          ? NODES.numberNode(Long.parseLong(text))
          : NODES.numberNode(Double.parseDouble(text));
    }
    boolean truth = text.equals("true") || text.equals("false");
    return truth ? NODES.booleanNode(text.equals("true")) : TextNode.valueOf(text);
  }

  private String literal(String header, int indent) {
    StringBuilder text = new StringBuilder();
    boolean folded = header.charAt(0) == '>';
    int own =
        header.chars().filter(Character::isDigit).map(c -> indent + c - '0').findFirst().orElse(0);
    while (at < lines.size() && (lines.get(at).isBlank() || indent(at) > indent)) {
      String line = lines.get(at);
      own = own == 0 && !line.isBlank() ? indent(at) : own;
      String inner = line.length() > own ? line.substring(own) : "";
      text.append(folded && !inner.isEmpty() && !text.isEmpty() ? " " : "").append(inner);
      text.append(folded ? "" : "\n");
      at++;
    }
    return header.contains("+") ? text.toString() : text.toString().stripTrailing();
  }

  private String quoted(String value, char quote) {
    StringBuilder text = new StringBuilder(value);
    while (closing(text, quote) < 0 && at < lines.size()) {
      fold(text, lines.get(at++).strip(), quote == '"');
    }
    int end = closing(text, quote);
    String inside = text.substring(1, end < 0 ? text.length() : end);
    return quote == '"' ? unescaped(inside) : inside.replace("''", "'");
  }

  /** A line that goes on: its break is a blank, or a break for each empty line, or nothing. */
  private static void fold(StringBuilder text, String line, boolean escapes) {
    int backslashes = 0;
    while (escapes
        && backslashes < text.length()
        && text.charAt(text.length() - 1 - backslashes) == '\\') {
      backslashes++;
    }
    if (backslashes % 2 == 1) {
      text.setLength(text.length() - 1);
      text.append(line);
    } else if (line.isEmpty()) {
      text.append('\n');
    } else {
      boolean broken = !text.isEmpty() && text.charAt(text.length() - 1) == '\n';
      text.append(broken ? "" : " ").append(line);
    }
  }

  private static int closing(CharSequence text, char quote) {
    for (int i = 1; i < text.length(); i++) {
      char c = text.charAt(i);
      if (quote == '"' && c == '\\') {
        i++;
      } else if (c == quote) {
        boolean twice = quote == '\'' && i + 1 < text.length() && text.charAt(i + 1) == quote;
        if (!twice) {
          return i;
        }
        i++;
      }
    }
    return -1;
  }

  private static String unescaped(String text) {
    StringBuilder plain = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c != '\\' || i + 1 >= text.length()) {
        plain.append(c);
        continue;
      }
      char escape = text.charAt(++i);
      int digits = escape == 'x' ? 2 : escape == 'u' ? 4 : escape == 'U' ? 8 : 0;
      if (digits > 0) {
        plain.append(codePoint(text, i + 1, digits));
        i += digits;
      } else {
        plain.append(character(escape));
      }
    }
    return plain.toString();
  }

  private static String codePoint(String text, int from, int digits) {
    try {
      int code = Integer.parseInt(text.substring(from, Math.min(text.length(), from + digits)), 16);
      return Character.isValidCodePoint(code) ? Character.toString(code) : "";
    } catch (NumberFormatException e) {
      return "";
    }
  }

  private static char character(char escape) {
    return switch (escape) {
      case 'n' -> '\n';
      case 't' -> '\t';
      case 'r' -> '\r';
      case 'e' -> '\u001b';
      case '0' -> '\0';
      case 'a' -> '\u0007';
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'v' -> '\u000b';
      case 'N' -> '\u0085';
      case '_' -> '\u00a0';
      case 'L' -> '\u2028';
      case 'P' -> '\u2029';
      default -> escape;
    };
  }

  private void blanks() {
    while (at < lines.size() && lines.get(at).isBlank()) {
      at++;
    }
  }

  private int indent(int line) {
    String text = lines.get(line);
    int indent = 0;
    while (indent < text.length() && text.charAt(indent) == ' ') {
      indent++;
    }
    return indent;
  }

  private static boolean isItem(String line) {
    return line.startsWith("- ") || line.equals("-");
  }

  /** Where the colon of {@code key: value} stands, or -1. */
  private static int keyEnd(String line) {
    if (line.isEmpty()) {
      return -1;
    }
    char first = line.charAt(0);
    int from = first == '\'' || first == '"' ? closing(line, first) + 1 : 0;
    if (first == '\'' || first == '"') {
      return from > 0 && from < line.length() && line.charAt(from) == ':' ? from : -1;
    }
    int colon = line.indexOf(": ");
    int end = line.endsWith(":") ? line.length() - 1 : -1;
    int at = colon < 0 ? end : colon;
    return at > 0 && KEY.matcher(line).region(0, at).matches() ? at : -1;
  }

  private static String unquoted(String key) {
    boolean quoted = key.length() > 1 && (key.charAt(0) == '\'' || key.charAt(0) == '"');
    return quoted ? key.substring(1, key.length() - 1) : key;
  }
}
