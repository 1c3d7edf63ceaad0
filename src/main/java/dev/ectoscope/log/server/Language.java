package dev.ectoscope.log.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The language of a server's reports, {@code lc_messages}: what is read of them is said in English
 * again before it is read. The translations are PostgreSQL's own, from the message catalogues that
 * come with its servers; they are loaded only when a log is not in English.
 */
final class Language {

  /** As the sources have it. */
  static final Language ENGLISH = new Language(Map.of());

  private static final String RESOURCE = "messages.tsv";
  private static final String EXECUTE = "execute";
  private static final String FETCH = "execute fetch from";
  private static final String WAITS = "Process %d waits for %s on %s; blocked by process %d.";
  private static final String AT_CHARACTER = " at character %d";

  /** A label that no English server prints, or a duration that is not called so. */
  private static final Pattern FOREIGN =
      Pattern.compile(
          "(?:^|[^\\p{L}])(?!(?:DEBUG|LOG|INFO|NOTICE|WARNING|ERROR|FATAL|PANIC|DETAIL|HINT|CONTEXT"
              + "|STATEMENT|QUERY|LOCATION|BACKTRACE|PL):)[\\p{Lu}\\p{Lo}][\\p{L}' ]{0,24} ?:  ?\\S"
              + "|:  (?!duration)[\\p{L}\\p{M} \u00a0]{2,20}: ?\\d{1,15}[.,]\\d{3}(?!\\d)",
          Pattern.UNICODE_CHARACTER_CLASS);

  /** {@code Dauer: 8.055 ms}, {@code durée : 8,055 ms}. */
  private static final Pattern FOREIGN_DURATION =
      Pattern.compile("(?!duration)[\\p{L}\\p{M} \u00a0]{2,20}: ?\\d{1,15}[.,]\\d{3}(?!\\d)");

  /** Text before a message, such as {@code FEHLER: }, longest first. */
  private final Map<String, Severity> labels = new LinkedHashMap<>();

  private final Map<String, Severity> words = new TreeMap<>();
  private final Map<String, String> executes = new LinkedHashMap<>();
  private final List<Template> messages = new ArrayList<>();
  private final List<Template> objects = new ArrayList<>();
  private final List<Template> details = new ArrayList<>();
  private @Nullable Pattern atCharacter;

  /**
   * @param translations by the message in English
   */
  private Language(Map<String, List<String>> translations) {
    if (translations.isEmpty()) {
      return;
    }
    Map<String, Severity> found = new TreeMap<>();
    for (Severity severity : Severity.values()) {
      String word = severity.name();
      found.put(word + ":  ", severity);
      words.put(word, severity);
      for (String said : translations.getOrDefault(word, List.of())) {
        found.put(said + ":  ", severity);
        words.put(said, severity);
      }
    }
    translations.forEach(
        (english, all) -> all.forEach(said -> keep(english, said, translations, found)));
    found.entrySet().stream()
        .sorted(Comparator.comparing(e -> -e.getKey().length()))
        .forEach(e -> labels.put(e.getKey(), e.getValue()));
    addMissing(translations);
    messages.sort(Comparator.comparing(message -> -message.length()));
  }

  private void keep(
      String english,
      String said,
      Map<String, List<String>> translations,
      Map<String, Severity> found) {
    int colon = english.indexOf(":  ");
    Severity label = colon > 0 ? Severity.byLabel(english.substring(0, colon)) : null;
    if (label != null) {
      int argument = said.indexOf('%');
      found.put(argument < 0 ? said : said.substring(0, argument), label);
    } else if (english.equals(EXECUTE) || english.equals(FETCH)) {
      executes.put(said, english);
    } else if (english.equals(AT_CHARACTER)) {
      atCharacter =
          Pattern.compile(
              "(.*)" + Pattern.quote(said).replace("%d", "\\E(\\d+)\\Q"), Pattern.DOTALL);
    } else if (english.startsWith("transaction ")
        || english.startsWith("relation %u")
        || english.startsWith("tuple ")) {
      objects.add(Template.of(english, said, "", 0));
    } else if (english.startsWith("Process ")) {
      details.add(Template.of(english, said, "", 0));
    } else if (!words.containsKey(said)) {
      messages.add(template(english, said, translations));
    }
  }

  private static Template template(
      String english, String said, Map<String, List<String>> translations) {
    int word = english.startsWith("%s %s") ? 1 : english.startsWith("duration: %s ms  %s") ? 2 : 0;
    return Template.of(english, said, executing(translations), word);
  }

  /** The words for {@code execute}, the longest first. */
  private static String executing(Map<String, List<String>> translations) {
    List<String> all = new ArrayList<>(List.of(EXECUTE, FETCH));
    all.addAll(translations.getOrDefault(EXECUTE, List.of()));
    all.addAll(translations.getOrDefault(FETCH, List.of()));
    return all.stream()
        .sorted(Comparator.comparing(word -> -word.length()))
        .map(Pattern::quote)
        .collect(Collectors.joining("|", "(", ")"));
  }

  /** What the language says as English does, but for a word in it. */
  private void addMissing(Map<String, List<String>> translations) {
    String execute = "%s %s%s%s: %s";
    if (!translations.containsKey(execute)) {
      messages.add(template(execute, execute, translations));
    }
    if (!translations.containsKey(WAITS)) {
      details.add(Template.of(WAITS, WAITS, "", 0));
    }
  }

  /**
   * Of a log that begins with these lines.
   *
   * @return ENGLISH also when it is none that is known
   */
  static Language of(List<String> lines) {
    List<String> foreign =
        lines.stream().filter(line -> FOREIGN.matcher(line).find()).limit(200).toList();
    Language best = ENGLISH;
    int most = 0;
    for (Language language : foreign.isEmpty() ? List.<Language>of() : Known.LANGUAGES) {
      int count = 0;
      for (String line : foreign) {
        count += language.isOwn(line) ? 1 : 0;
      }
      if (count > most) {
        most = count;
        best = language;
      }
    }
    return best;
  }

  /**
   * Of a log whose first reports say this.
   *
   * @return ENGLISH also when it is none that is known
   */
  static Language ofReports(List<String> messages) {
    boolean foreign =
        messages.stream()
            .anyMatch(
                m -> FOREIGN_DURATION.matcher(m).lookingAt() || m.chars().anyMatch(c -> c > 127));
    Language best = ENGLISH;
    long most = 0;
    for (Language language : foreign ? Known.LANGUAGES : List.<Language>of()) {
      long count = messages.stream().filter(m -> !language.english(m).equals(m)).count();
      if (count > most) {
        most = count;
        best = language;
      }
    }
    return best;
  }

  /** Whether the line has a label, or after one a message, of this language alone. */
  boolean isOwn(String line) {
    return in(line) != null && (Severity.in(line) == null || hasMessage(line));
  }

  /** Whether the line has a message of this language after a label. */
  boolean hasMessage(String line) {
    Severity.Found found = in(line);
    String message = found == null ? "" : line.substring(found.messageFrom());
    return !english(message).equals(message);
  }

  /** The first label in a line, or null. */
  Severity.@Nullable Found in(String line) {
    if (labels.isEmpty()) {
      return Severity.in(line);
    }
    Severity.Found first = null;
    for (Map.Entry<String, Severity> label : labels.entrySet()) {
      String text = label.getKey();
      int at = line.indexOf(text);
      boolean whole = at == 0 || at > 0 && !Character.isLetterOrDigit(line.charAt(at - 1));
      if (whole && (first == null || at < first.from())) {
        first = new Severity.Found(label.getValue(), at, at + text.length());
      }
    }
    return first == null ? Severity.in(line) : first;
  }

  /** By name; LOG for one that is not known. */
  Severity severity(String word) {
    Severity own = words.get(word);
    return own == null ? Severity.of(word) : own;
  }

  /** Whether the word is the severity of a report. */
  boolean isReport(String word) {
    Severity own = words.get(word);
    return own == null ? Severity.isReport(word) : !own.isSecondary();
  }

  ServerEntry english(ServerEntry entry) {
    if (labels.isEmpty()) {
      return entry;
    }
    return new ServerEntry(
        entry.line(),
        entry.clock(),
        entry.session(),
        entry.severity(),
        entry.sqlState(),
        english(entry.message()),
        entry.detail().lines().map(this::detail).collect(Collectors.joining("\n")),
        entry.statement());
  }

  private String detail(String line) {
    String said = first(details, line);
    return said == null ? english(line) : said;
  }

  /** As English says it; a message that is not known stays as it is. */
  private String english(String message) {
    String said = first(messages, message);
    if (said != null) {
      return said;
    }
    Matcher place = atCharacter == null ? null : atCharacter.matcher(message);
    if (place != null && place.matches()) {
      String before = first(messages, place.group(1));
      return (before == null ? place.group(1) : before)
          + AT_CHARACTER.replace("%d", place.group(2));
    }
    return message;
  }

  private @Nullable String first(List<Template> templates, String message) {
    for (Template template : templates) {
      String said = template.english(message, this::object);
      if (said != null) {
        return said;
      }
    }
    return null;
  }

  /** What a lock is on, or the word for {@code execute}. */
  private String object(String text) {
    String word = executes.get(text);
    if (word != null) {
      return word;
    }
    for (Template template : objects) {
      String said = text.length() > 100 ? null : template.english(text, t -> t);
      if (said != null) {
        return said;
      }
    }
    return text;
  }

  /** Read for the first log that is not in English. */
  private static final class Known {
    static final List<Language> LANGUAGES = read();

    private static List<Language> read() {
      Map<String, Map<String, List<String>>> all = new TreeMap<>();
      try (InputStream in = Language.class.getResourceAsStream(RESOURCE)) {
        if (in == null) {
          throw new IllegalStateException(RESOURCE + " is missing");
        }
        for (String line : new String(in.readAllBytes(), UTF_8).split("\n")) {
          String[] fields = line.split("\t");
          if (fields.length == 3) {
            all.computeIfAbsent(fields[0], l -> new TreeMap<>())
                .computeIfAbsent(plain(fields[1]), m -> new ArrayList<>())
                .add(plain(fields[2]));
          }
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return all.values().stream().map(Language::new).toList();
    }

    private static String plain(String text) {
      return text.replace("\\n", "\n").replace("\\t", "\t").replace("\\\\", "\\");
    }
  }
}
