package dev.ectoscope.elixir.config;

import static java.util.Objects.requireNonNull;

import dev.ectoscope.elixir.module.AppSettings;
import dev.ectoscope.elixir.syntax.Literals;
import dev.ectoscope.elixir.syntax.Node;
import dev.ectoscope.elixir.syntax.Source;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The settings of all config files: each file is read as for each environment, so that conditions
 * on the environment are decided.
 */
public final class Configs {

  static final String EVERYWHERE = "all";

  /** What a release is built for comes first: a setting for it and for others counts for it. */
  private static final List<String> ENVIRONMENTS = List.of("prod", "dev", "test");

  private final Map<Source, Node> files = new LinkedHashMap<>();

  /** Takes a file of a {@code config} folder, with its tree. */
  public void add(Source source, Node root) {
    files.put(source, root);
  }

  /** What modules may read when they are compiled. */
  public AppSettings ofModules() {
    AppSettings settings = new AppSettings();
    files.keySet().stream()
        .filter(file -> AppSettings.isRead(file.path()))
        .sorted(Comparator.comparingInt(file -> rank(name(file))))
        .forEach(file -> settings.add(requireNonNull(files.get(file))));
    return settings;
  }

  public static boolean isConfig(String path) {
    return path.matches("(.*/)?config/[^/]+\\.exs");
  }

  /** Settings by the full name of the module they are for, in the order of reading. */
  public Map<String, List<Setting>> settings() {
    Set<String> imported = imported();
    Map<String, List<Setting>> settings = new HashMap<>();
    List<Source> order = new ArrayList<>(files.keySet());
    order.sort(Comparator.comparingInt(file -> rank(name(file))));
    for (Source file : order) {
      merged(file, requireNonNull(files.get(file)), imported)
          .forEach(
              (module, list) ->
                  settings.computeIfAbsent(module, key -> new ArrayList<>()).addAll(list));
    }
    return settings;
  }

  /** Names of the files that {@code config.exs} imports whatever the environment. */
  private Set<String> imported() {
    Set<String> imported = new LinkedHashSet<>();
    files.forEach(
        (file, root) -> {
          if (name(file).equals("config.exs")) {
            root.children().stream()
                .filter(node -> node.callName().equals("import_config"))
                .flatMap(node -> node.arguments().stream())
                .flatMap(node -> Literals.string(node).stream())
                .forEach(imported::add);
          }
        });
    return imported;
  }

  private Map<String, List<Setting>> merged(Source file, Node root, Set<String> imported) {
    String only = environment(name(file), imported);
    Map<String, Map<Setting, Set<String>>> found = new LinkedHashMap<>();
    for (String environment : ENVIRONMENTS) {
      if (only.equals(EVERYWHERE) || only.equals(environment)) {
        ConfigReader.read(
            file.path(),
            root,
            environment,
            (module, setting) ->
                found
                    .computeIfAbsent(module, key -> new LinkedHashMap<>())
                    .computeIfAbsent(setting, key -> new LinkedHashSet<>())
                    .add(environment));
      }
    }
    if (!only.equals(EVERYWHERE) && !ENVIRONMENTS.contains(only)) {
      ConfigReader.read(
          file.path(),
          root,
          only,
          (module, setting) ->
              found
                  .computeIfAbsent(module, key -> new LinkedHashMap<>())
                  .put(setting, Set.of(only)));
    }
    Map<String, List<Setting>> settings = new LinkedHashMap<>();
    found.forEach(
        (module, list) -> {
          List<Setting> sorted = new ArrayList<>();
          list.forEach((setting, environments) -> sorted.add(setting.in(label(environments))));
          sorted.sort(Comparator.comparingInt(Setting::line));
          settings.put(module, sorted);
        });
    return settings;
  }

  private static String label(Set<String> environments) {
    return environments.containsAll(ENVIRONMENTS) ? EVERYWHERE : environments.iterator().next();
  }

  /** The environment a file is for: {@code staging.exs} says nothing of production. */
  private static String environment(String name, Set<String> imported) {
    String stem = name.replaceAll("\\..*$", "");
    if (Set.of("config", "runtime").contains(stem) || imported.contains(name)) {
      return EVERYWHERE;
    }
    for (String environment : ENVIRONMENTS) {
      if (stem.startsWith(environment)) {
        return environment;
      }
    }
    return stem.equals("releases") ? "prod" : stem;
  }

  private static String name(Source file) {
    return file.path().substring(file.path().lastIndexOf('/') + 1);
  }

  /** config.exs first, then that of the environment and its secrets, runtime.exs last. */
  private static int rank(String name) {
    if (name.equals("config.exs")) {
      return 0;
    }
    return name.equals("runtime.exs") || name.equals("releases.exs") ? 2 : 1;
  }
}
