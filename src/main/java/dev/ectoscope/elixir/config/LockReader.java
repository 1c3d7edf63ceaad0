package dev.ectoscope.elixir.config;

import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Versions of the packages a project is built with. */
public final class LockReader {

  private static final Pattern LOCKED =
      Pattern.compile("\"([a-z0-9_]+)\":\\s*\\{:hex,\\s*:\"?[a-z0-9_]+\"?,\\s*\"([^\"]+)\"");
  // `"ecto_sql": {:git, "https://…", "3c9c6a0…", [tag: "v3.11.1"]}`
  private static final Pattern TAGGED =
      Pattern.compile("\"([a-z0-9_]+)\":\\s*\\{:git,[^\\n]*?\\btag: \"v?(\\d+\\.[^\"]+)\"");
  // `">= 0.0.0"` asks for nothing
  private static final Pattern REQUIRED =
      Pattern.compile("\\{:([a-z0-9_]+),\\s*\"(?:~>|==|>=)?\\s*(?!0\\.0)(\\d[^\"\\s]*)");
  // `{:ecto_sql, github: "elixir-ecto/ecto_sql", tag: "v3.11.1"}`
  private static final Pattern REQUIRED_TAG =
      Pattern.compile("\\{:([a-z0-9_]+),\\s*(?:github|git):[^}]*?\\btag:\\s*\"v?(\\d+\\.[^\"]+)\"");

  private LockReader() {}

  /** Of {@code mix.lock}: exact. */
  public static Map<String, String> locked(String text) {
    return read(LOCKED.matcher(text), TAGGED.matcher(text));
  }

  /** Of {@code mix.exs}: the lowest version asked for. */
  public static Map<String, String> required(String text) {
    return read(REQUIRED.matcher(text), REQUIRED_TAG.matcher(text));
  }

  private static Map<String, String> read(Matcher... matchers) {
    Map<String, String> versions = new TreeMap<>();
    for (Matcher matcher : matchers) {
      while (matcher.find()) {
        versions.putIfAbsent(matcher.group(1), matcher.group(2));
      }
    }
    return versions;
  }
}
