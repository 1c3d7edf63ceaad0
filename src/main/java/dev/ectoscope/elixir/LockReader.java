package dev.ectoscope.elixir;

import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Versions of the packages a project is built with. */
final class LockReader {

  private static final Pattern LOCKED =
      Pattern.compile("\"([a-z0-9_]+)\":\\s*\\{:hex,\\s*:\"?[a-z0-9_]+\"?,\\s*\"([^\"]+)\"");
  private static final Pattern REQUIRED =
      Pattern.compile("\\{:([a-z0-9_]+),\\s*\"(?:~>|==)?\\s*(\\d[^\"\\s]*)");

  private LockReader() {}

  /** Of {@code mix.lock}: exact. */
  static Map<String, String> locked(String text) {
    return read(LOCKED.matcher(text));
  }

  /** Of {@code mix.exs}: the lowest version asked for. */
  static Map<String, String> required(String text) {
    return read(REQUIRED.matcher(text));
  }

  private static Map<String, String> read(Matcher matcher) {
    Map<String, String> versions = new TreeMap<>();
    while (matcher.find()) {
      versions.putIfAbsent(matcher.group(1), matcher.group(2));
    }
    return versions;
  }
}
