package dev.ectoscope.log.wrapper;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ectoscope.log.bytes.ByteScan;
import dev.ectoscope.log.bytes.Interner;
import dev.ectoscope.log.framing.ConsoleFraming;
import dev.ectoscope.log.framing.Timestamp;
import dev.ectoscope.log.message.Header;
import dev.ectoscope.log.message.Line;
import dev.ectoscope.log.message.TornMessages;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A prefix before every physical line that no other layer knows, learned from the lines that hold
 * statements: what stands before {@code SELECT} on nearly all of them stands before every line.
 * Told apart are words, white space, and the punctuation between, so that {@code web-6b7f-x2x4z app
 * } and {@code [ 12.345] host-1 shop[42]: } are two such shapes.
 */
public final class LearnedLayer implements Layer {

  public static final String NAME = "prefixed";

  private static final byte WORD = 'w';
  private static final byte SPACE = 's';
  private static final int LONGEST = 400;
  private static final int MOST_ATOMS = 80;
  private static final int MOST_INSTANCES = 10_000;
  private static final int MOST_NAMES = 16;
  private static final byte[] QUERY = {'Q', 'U', 'E', 'R', 'Y', ' '};
  private static final byte[] OBJECT = {'{', '"'};
  private static final Pattern NO_NAME =
      Pattern.compile(
          "(?i)(mon|tue|wed|thu|fri|sat|sun)|(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)|am|pm"
              + "|[A-Z]{3,4}|z|t|debug|info|notice|warn(ing)?|err(or)?|crit(ical)?|alert|emerg(ency)?"
              + "|std(out|err)|out");

  private final byte[] atoms;
  private final byte[] end;
  private final boolean coloursLast;
  private final Timestamp time = new Timestamp();
  private final Interner<String> names = new Interner<>(MOST_INSTANCES, Function.identity());
  private final int[] starts = new int[MOST_ATOMS];
  private final int[] ends = new int[MOST_ATOMS];
  private final byte[] instance = new byte[LONGEST];
  private int clockAtom = -1;
  private boolean numbered;
  private final boolean[] isName = new boolean[MOST_ATOMS];
  private int requestIdAtom = -1;
  private int pidAtom = -1;

  private LearnedLayer(byte[] atoms, byte[] end, boolean coloursLast) {
    this.atoms = atoms;
    this.end = end;
    this.coloursLast = coloursLast;
  }

  /** Of a log whose lines have such a prefix, or null. */
  public static @Nullable LearnedLayer of(List<Line> sample) {
    LearnedLayer statements = of(belowHeaders(sample), sample, LearnedLayer::statement, false);
    statements = statements == null ? of(sample, LearnedLayer::statement) : statements;
    ConsoleFraming console = new ConsoleFraming();
    Header header = new Header();
    return statements != null
        ? statements
        : of(sample, (bytes, from, to) -> json(bytes, from, to, console, header));
  }

  /** Where statements begin, unlike the lines within those that were written on several. */
  private static List<Line> belowHeaders(List<Line> sample) {
    List<Line> below = new ArrayList<>();
    for (int i = 1; i < sample.size(); i++) {
      Line above = sample.get(i - 1);
      if (ByteScan.indexOf(above.bytes, QUERY, above.from, above.to) >= 0) {
        below.add(sample.get(i));
      }
    }
    return below;
  }

  /** Of a log whose texts go on in lines that begin with a tab, but for the prefix; or null. */
  public static @Nullable LearnedLayer beforeTabs(List<Line> sample) {
    return of(sample, sample, (bytes, from, to) -> ByteScan.indexOf(bytes, '\t', from, to), true);
  }

  /** Finds where the message of a line begins: at its start, after a prefix, or -1. */
  @FunctionalInterface
  private interface Finder {
    int find(byte[] bytes, int from, int to);
  }

  private static @Nullable LearnedLayer of(List<Line> sample, Finder finder) {
    return of(sample, sample, finder, false);
  }

  private static @Nullable LearnedLayer of(
      List<Line> shown, List<Line> sample, Finder finder, boolean anyText) {
    Map<String, LearnedLayer> layers = new HashMap<>();
    Map<String, Integer> counts = new HashMap<>();
    int all = 0;
    for (Line line : shown) {
      int from = ByteScan.skipColours(line.bytes, line.from, line.to);
      int at = finder.find(line.bytes, from, line.to);
      all += at >= 0 ? 1 : 0;
      LearnedLayer layer = at > from ? shaped(line.bytes, from, at) : null;
      if (layer != null) {
        layers.putIfAbsent(layer.key(), layer);
        counts.merge(layer.key(), 1, Integer::sum);
      }
    }
    for (Map.Entry<String, Integer> most : counts.entrySet()) {
      if (most.getValue() * 5 >= all * 4) {
        LearnedLayer layer = layers.get(most.getKey());
        return layer != null && layer.learnFrom(sample, anyText) ? layer : null;
      }
    }
    return null;
  }

  private static int statement(byte[] b, int from, int to) {
    int most = Math.min(to, from + LONGEST);
    for (int at = from; at < most; at++) {
      byte c = b[at];
      if (c == 'Q' && ByteScan.startsWith(b, at, to, QUERY)) {
        return -1;
      }
      boolean first = at == from || !isWord(b[at - 1]) && b[at - 1] != '"' && b[at - 1] != '(';
      if (first && TornMessages.beginsStatement(b, at, to)) {
        return at;
      }
    }
    return -1;
  }

  /** All lines count, not only those with an object; a message that is one is no record. */
  private static int json(byte[] b, int from, int to, ConsoleFraming console, Header header) {
    int at = ByteScan.indexOf(b, OBJECT, from, Math.min(to, from + LONGEST));
    boolean message =
        at >= 0 && console.begins(b, from, to, header) && from + header.messageStart == at;
    return at < 0 || message || b[to - 1] != '}' ? from : at;
  }

  private static @Nullable LearnedLayer shaped(byte[] b, int from, int to) {
    byte[] atoms = new byte[MOST_ATOMS];
    int count = 0;
    int at = from;
    boolean colours = false;
    while (at < to && count < MOST_ATOMS) {
      int after = ByteScan.skipColours(b, at, to);
      colours = after > at;
      if (colours) {
        at = after;
        continue;
      }
      byte kind = kind(b[at]);
      atoms[count++] = kind;
      at = kind == WORD || kind == SPACE ? runEnd(b, at, to, kind) : at + 1;
    }
    if (at < to || count == 0 || atoms[count - 1] == WORD) {
      return null;
    }
    int spaces = to;
    while (!colours && spaces > from && kind(b[spaces - 1]) == SPACE) {
      spaces--;
    }
    boolean spaced = atoms[count - 1] == SPACE;
    byte[] end =
        !spaced ? new byte[0] : colours ? new byte[] {' '} : Arrays.copyOfRange(b, spaces, to);
    return new LearnedLayer(Arrays.copyOf(atoms, spaced ? count - 1 : count), end, colours);
  }

  private String key() {
    return new String(atoms, UTF_8) + "|" + new String(end, UTF_8);
  }

  private static byte kind(byte c) {
    if (c == ' ' || c == '\t') {
      return SPACE;
    }
    return isWord(c) ? WORD : c;
  }

  private static boolean isWord(byte c) {
    return c >= 'a' && c <= 'z'
        || c >= 'A' && c <= 'Z'
        || ByteScan.isDigit(c)
        || c < 0
        || "_-./@+$%~*&".indexOf(c) >= 0;
  }

  private static int runEnd(byte[] b, int from, int to, byte kind) {
    int at = from;
    while (at < to && kind(b[at]) == kind) {
      at++;
    }
    return at;
  }

  /** Whether nearly all lines have the prefix, and queries behind it. */
  private boolean learnFrom(List<Line> sample, boolean anyText) {
    List<Set<String>> values = new ArrayList<>();
    int matched = 0;
    int numbers = 0;
    boolean queries = anyText;
    for (Line line : sample) {
      int message = walk(line.bytes, line.from, line.to);
      if (message < 0) {
        continue;
      }
      matched++;
      numbers += beforeNumber(line.bytes, message, line.to) < line.to ? 1 : 0;
      queries |=
          ByteScan.indexOf(line.bytes, QUERY, message, line.to) >= 0
              || message < line.to && line.bytes[message] == '{';
      for (int i = 0; i < atoms.length; i++) {
        if (values.size() <= i) {
          values.add(new HashSet<>());
        }
        if (atoms[i] == WORD && values.get(i).size() <= MOST_NAMES) {
          values.get(i).add(new String(line.bytes, starts[i], ends[i] - starts[i], UTF_8));
        }
      }
      findClock(line);
    }
    for (int i = 0; i < values.size(); i++) {
      boolean bracketed = i > 0 && (atoms[i - 1] == '[' || atoms[i - 1] == '(');
      isName[i] = names(values.get(i), bracketed);
      boolean value = i >= 2 && atoms[i - 1] == '=' && atoms[i - 2] == WORD;
      String key = value ? String.join(" ", values.get(i - 2)) : "";
      requestIdAtom = key.equals("request_id") ? i : requestIdAtom;
      pidAtom = key.equals("pid") ? i : pidAtom;
      isName[i] &= !value;
    }
    numbered = numbers * 10 >= matched * 9;
    return matched * 5 >= sample.size() * 4 && queries;
  }

  private static boolean names(Set<String> values, boolean bracketed) {
    return !values.isEmpty()
        && values.size() <= MOST_NAMES
        && values.stream()
            .allMatch(
                value ->
                    (bracketed && values.size() > 1 || Character.isLetter(value.charAt(0)))
                        && !NO_NAME.matcher(value).matches()
                        && !value.toLowerCase(Locale.ROOT).startsWith("level"));
  }

  private void findClock(Line line) {
    for (int i = 0; i < atoms.length && clockAtom < 0; i++) {
      if (atoms[i] == WORD && readClock(line.bytes, starts[i], line.to)) {
        clockAtom = i;
      }
    }
  }

  private boolean readClock(byte[] b, int at, int to) {
    return time.iso(b, at, to) > 0 || time.bsd(b, at, to) > 0;
  }

  /** Where the message begins, or -1; notes where the atoms are. */
  private int walk(byte[] b, int from, int lineEnd) {
    int at = from;
    int to = ByteScan.trimEnd(b, from, lineEnd);
    for (int i = 0; i < atoms.length; i++) {
      at = ByteScan.skipColours(b, at, to);
      byte kind = atoms[i];
      starts[i] = at;
      if (kind == SPACE) {
        at = runEnd(b, at, to, SPACE);
        if (at == starts[i] && i > 0 && atoms[i - 1] == WORD) {
          return -1;
        }
      } else if (kind == WORD) {
        at = runEnd(b, at, to, WORD);
        if (at == starts[i]) {
          return -1;
        }
      } else if (at >= to || b[at++] != kind) {
        return -1;
      }
      ends[i] = at;
    }
    at = ByteScan.skipColours(b, at, to);
    if (at >= to) {
      return lineEnd;
    }
    if (!ByteScan.startsWith(b, at, lineEnd, end)) {
      return -1;
    }
    at += end.length;
    return coloursLast ? ByteScan.skipColours(b, at, lineEnd) : at;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public boolean peel(Line line) {
    int message = walk(line.bytes, line.from, line.to);
    if (message < 0) {
      return false;
    }
    byte[] b = line.bytes;
    if (clockAtom >= 0 && readClock(b, starts[clockAtom], line.to)) {
      line.clock = time.clock;
    }
    int length = 0;
    for (int i = 0; i < atoms.length; i++) {
      if (isName[i] && length < instance.length) {
        instance[length] = '/';
        length += length > 0 ? 1 : 0;
        int count = Math.min(ends[i] - starts[i], instance.length - length);
        System.arraycopy(b, starts[i], instance, length, count);
        length += count;
      }
    }
    if (length > 0) {
      line.within(names.get(instance, 0, length));
    }
    line.requestId =
        requestIdAtom < 0
            ? line.requestId
            : names.get(b, starts[requestIdAtom], ends[requestIdAtom]);
    line.pid = pidAtom < 0 ? line.pid : names.get(b, starts[pidAtom], ends[pidAtom]);
    line.narrow(Math.min(message, line.to));
    if (numbered) {
      line.to = beforeNumber(b, line.from, line.to);
    }
    return true;
  }

  /** Where a last column that is a number begins, else the end. */
  private static int beforeNumber(byte[] b, int from, int to) {
    int at = ByteScan.trimEnd(b, from, to);
    int end = at;
    while (at > from && ByteScan.isDigit(b[at - 1])) {
      at--;
    }
    return at < end && at > from && b[at - 1] == '\t' ? at - 1 : to;
  }
}
