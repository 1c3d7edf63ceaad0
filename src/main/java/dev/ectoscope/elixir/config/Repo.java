package dev.ectoscope.elixir.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A Repo module of the project.
 *
 * @param module full name
 * @param file path of its file
 * @param line line of its {@code defmodule}
 * @param otpApp {@code otp_app:}, or ""
 * @param adapter full name of the adapter, or ""
 * @param readOnly cannot write: a replica
 * @param settings its settings in the order in which a release reads them: a later one wins
 */
public record Repo(
    String module,
    String file,
    int line,
    String otpApp,
    String adapter,
    boolean readOnly,
    List<Setting> settings) {

  public Repo {
    settings = List.copyOf(settings);
  }

  /** The setting that holds in production; else the one of any environment. */
  public Optional<Setting> setting(String key) {
    return Optional.ofNullable(production().get(key))
        .or(() -> settings.stream().filter(setting -> setting.key().equals(key)).findFirst());
  }

  /** What holds in production, by key. */
  public Map<String, Setting> production() {
    Map<String, Setting> production = new LinkedHashMap<>();
    settings.stream()
        .filter(s -> s.environment().equals("all") || s.environment().equals("prod"))
        .forEach(
            setting -> {
              if (setting.byDefault()) {
                production.put(setting.key(), setting);
              } else {
                production.putIfAbsent(setting.key(), setting);
              }
            });
    return production;
  }
}
