package dev.ectoscope.log.framing;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ectoscope.log.bytes.ByteScan;
import dev.ectoscope.log.message.Header;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What stands before the messages of a format of one's own, learned from the lines of its queries:
 * words, and what separates them. A word that is the same on all lines has to be there; any other
 * is known by its length and by what it is made of. So {@code [info] [F-1Q2…] GET /boats} is told
 * to be a request whose id is printed without a name.
 */
final class PrefixShape {

  private static final int LONGEST = 400;
  private static final int MOST_WORDS = 24;
  private static final int FEWEST = 2;
  private static final String SEPARATORS = " \t|[](),;";
  private static final Pattern LEVEL =
      Pattern.compile("debug|info|notice|warn|warning|error|critical|alert|emergency|[DINWECA]");
  private static final Pattern PROCESS = Pattern.compile("(#PID)?<\\d+\\.\\d+\\.\\d+>");
  private static final Pattern ID = Pattern.compile("(?=.*[A-Za-z])[A-Za-z0-9_-]{16,64}");

  /** Nearly all ids have one: of those that Plug.RequestId makes, about one in thirty has none. */
  private static final Pattern DIGIT = Pattern.compile("\\d");

  /** What a word says. */
  private enum Role {
    LITERAL,
    LEVEL,
    PROCESS,
    REQUEST,
    ANY
  }

  /**
   * @param text of a literal
   * @param kinds bits of the kinds of characters that it may have
   */
  private record Word(Role role, byte[] text, int shortest, int longest, int kinds) {

    boolean fits(byte[] b, int from, int to) {
      int length = to - from;
      return switch (role) {
        case LITERAL -> length == text.length && ByteScan.startsWith(b, from, to, text);
        case LEVEL -> LEVEL.matcher(lower(b, from, to)).matches();
        case PROCESS -> PROCESS.matcher(string(b, from, to)).matches();
        default ->
            length >= shortest / 2 && length <= 2 * longest && (kindsOf(b, from, to) & ~kinds) == 0;
      };
    }
  }

  private final byte[][] separators;
  private final List<Word> words;

  private PrefixShape(byte[][] separators, List<Word> words) {
    this.separators = separators;
    this.words = words;
  }

  /**
   * The shapes of the prefixes, those of most words first. A shape that only one line has is none.
   *
   * @param prefixes what stands before the messages of queries
   */
  static List<PrefixShape> of(List<String> prefixes) {
    Map<String, List<List<String>>> alike = new HashMap<>();
    for (String prefix : prefixes) {
      List<String> tokens = tokens(prefix);
      StringBuilder separators = new StringBuilder();
      for (int i = 1; i < tokens.size(); i += 2) {
        separators.append(tokens.get(i)).append('\n');
      }
      if (tokens.size() > 2 && tokens.size() < 2 * MOST_WORDS) {
        alike
            .computeIfAbsent(tokens.size() + "\n" + separators, k -> new ArrayList<>())
            .add(tokens);
      }
    }
    return alike.values().stream()
        .filter(lines -> lines.size() >= FEWEST)
        .map(PrefixShape::learned)
        .sorted(Comparator.comparing((PrefixShape shape) -> -shape.words.size()))
        .toList();
  }

  /** Words at even places, what separates them at odd ones; the first word may be empty. */
  private static List<String> tokens(String prefix) {
    List<String> tokens = new ArrayList<>();
    int at = 0;
    while (at < prefix.length()) {
      int end = at;
      boolean word = tokens.size() % 2 == 0;
      while (end < prefix.length() && word == (SEPARATORS.indexOf(prefix.charAt(end)) < 0)) {
        end++;
      }
      tokens.add(prefix.substring(at, end));
      at = end;
    }
    return tokens;
  }

  private static PrefixShape learned(List<List<String>> lines) {
    List<String> first = lines.get(0);
    byte[][] separators = new byte[first.size() / 2][];
    List<Word> words = new ArrayList<>();
    for (int i = 0; i < first.size(); i++) {
      int place = i;
      if (i % 2 == 1) {
        separators[i / 2] = first.get(i).getBytes(UTF_8);
      } else {
        words.add(word(lines.stream().map(line -> line.get(place)).toList()));
      }
    }
    return new PrefixShape(separators, List.copyOf(words));
  }

  private static Word word(List<String> seen) {
    byte[] first = seen.get(0).getBytes(UTF_8);
    int shortest = Integer.MAX_VALUE;
    int longest = 0;
    int kinds = 0;
    boolean same = true;
    for (String text : seen) {
      byte[] b = text.getBytes(UTF_8);
      shortest = Math.min(shortest, b.length);
      longest = Math.max(longest, b.length);
      kinds |= kindsOf(b, 0, b.length);
      same &= text.equals(seen.get(0));
    }
    return new Word(role(seen, same), first, shortest, longest, kinds);
  }

  private static Role role(List<String> seen, boolean same) {
    if (seen.stream().allMatch(text -> LEVEL.matcher(lower(text)).matches())) {
      return Role.LEVEL;
    }
    if (seen.stream().allMatch(text -> PROCESS.matcher(text).matches())) {
      return Role.PROCESS;
    }
    if (same) {
      return Role.LITERAL;
    }
    boolean ids = seen.stream().allMatch(text -> isNone(text) || ID.matcher(text).matches());
    long digits = seen.stream().filter(text -> DIGIT.matcher(text).find()).count();
    long all = seen.stream().filter(text -> !isNone(text)).count();
    return ids && digits * 2 > all ? Role.REQUEST : Role.ANY;
  }

  /** What stands where there is no id. */
  private static boolean isNone(String text) {
    return text.isEmpty() || text.equals("-") || text.equals("nil");
  }

  /**
   * Reads the prefix of the line [from, to) into the header: where the message begins, and ids that
   * stand without a name.
   *
   * @return whether the line has this shape
   */
  boolean read(byte[] b, int from, int to, Header header) {
    int at = from;
    int most = Math.min(to, from + LONGEST);
    int idFrom = 0;
    int idTo = 0;
    int pidFrom = 0;
    int pidTo = 0;
    for (int i = 0; i < words.size(); i++) {
      int end = at;
      while (end < most && SEPARATORS.indexOf(b[end]) < 0) {
        end++;
      }
      Word word = words.get(i);
      if (!word.fits(b, at, end)) {
        return false;
      }
      if (word.role == Role.REQUEST && !isNone(string(b, at, end))) {
        idFrom = at - from;
        idTo = end - from;
      } else if (word.role == Role.PROCESS) {
        pidFrom = (b[at] == '#' ? at + 4 : at) - from;
        pidTo = end - from;
      }
      at = end;
      if (i < separators.length) {
        if (!ByteScan.startsWith(b, at, most, separators[i])) {
          return false;
        }
        at += separators[i].length;
      }
    }
    header.messageStart = at - from;
    if (header.requestIdTo == 0) {
      header.requestIdFrom = idFrom;
      header.requestIdTo = idTo;
    }
    if (header.pidTo == 0) {
      header.pidFrom = pidFrom;
      header.pidTo = pidTo;
    }
    return true;
  }

  private static int kindsOf(byte[] b, int from, int to) {
    int kinds = 0;
    for (int i = from; i < to; i++) {
      byte c = b[i];
      boolean letter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
      kinds |= letter ? 1 : ByteScan.isDigit(c) ? 2 : 4 << Math.floorMod(c, 28);
    }
    return kinds;
  }

  private static String lower(byte[] b, int from, int to) {
    return to - from > 12 ? "" : lower(string(b, from, to));
  }

  /** Without a colon behind it; a level of one letter is a capital. */
  private static String lower(String printed) {
    String text = printed.endsWith(":") ? printed.substring(0, printed.length() - 1) : printed;
    return text.length() == 1 ? text : text.toLowerCase(java.util.Locale.ROOT);
  }

  private static String string(byte[] b, int from, int to) {
    return to - from > 64 ? "" : new String(b, from, to - from, UTF_8);
  }
}
