package dev.ectoscope.postgres.term;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Reads the tokens of an Elixir term from left to right: texts with escapes, names, brackets. */
final class TermScanner {

  static final String CUT = "the log cut the list of parameters";

  /** The text is no term that is known here, or was cut. The reason holds no value. */
  static final class Unreadable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String reason;

    Unreadable(String reason) {
      super(reason, null, false, false);
      this.reason = reason;
    }

    @Override
    public String getMessage() {
      return reason;
    }

    boolean isCut() {
      return CUT.equals(getMessage());
    }
  }

  final String text;
  int at;

  TermScanner(String text) {
    this.text = text;
  }

  String charlist() {
    if (accept("~c")) {
      return quoted('"');
    }
    return quoted('\'');
  }

  String quoted(char quote) {
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

  String until(String end) {
    int stop = text.indexOf(end, at);
    if (stop < 0) {
      throw new Unreadable(CUT);
    }
    String content = text.substring(at, stop);
    at = stop + end.length();
    return content;
  }

  boolean accept(String token) {
    if (text.startsWith(token, at)) {
      at += token.length();
      return true;
    }
    return false;
  }

  void expect(String token) {
    if (!accept(token)) {
      throw new Unreadable(
          at >= text.length() ? CUT : "the list of parameters cannot be read: no " + token);
    }
  }

  void skipBlanks() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
  }

  boolean isAt(String token) {
    return text.startsWith(token, at);
  }

  boolean isAtEnd() {
    return at >= text.length();
  }

  char peek() {
    return at < text.length() ? text.charAt(at) : '\0';
  }

  /** {@code Postgrex.INET}; "" when no name stands here. */
  String name() {
    int start = at;
    while (at < text.length() && (isNameChar(text.charAt(at)) || text.charAt(at) == '.')) {
      at++;
    }
    return text.substring(start, at);
  }

  String word() {
    int start = at;
    while (at < text.length() && isNameChar(text.charAt(at))) {
      at++;
    }
    return text.substring(start, at);
  }

  String digits() {
    int start = at;
    while (at < text.length() && Character.isDigit(text.charAt(at))) {
      at++;
    }
    return text.substring(start, at);
  }

  static boolean isNameChar(char c) {
    return Character.isLetterOrDigit(c) || c == '_' || c == '@' || c == '?' || c == '!';
  }
}
