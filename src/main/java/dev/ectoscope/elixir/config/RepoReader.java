package dev.ectoscope.elixir.config;

import dev.ectoscope.elixir.module.Evaluation;
import dev.ectoscope.elixir.module.ModuleReader;
import dev.ectoscope.elixir.syntax.Bound;
import dev.ectoscope.elixir.syntax.ModuleSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds the Repo modules with their settings. */
public final class RepoReader {

  private static final List<String> LIBRARIES = List.of("Ecto.Repo", "AshPostgres.Repo");

  private final Map<String, List<Setting>> settings;

  /**
   * @param settings of config files, by module
   */
  public RepoReader(Map<String, List<Setting>> settings) {
    this.settings = settings;
  }

  /** The Repo that a module is, and those that it defines in a loop. */
  public List<Repo> repos(ModuleSource module, ModuleReader.Result result) {
    List<Repo> repos = new ArrayList<>();
    repo(module, result).ifPresent(repos::add);
    result.defined().forEach(inner -> repo(inner.source(), inner.result()).ifPresent(repos::add));
    return repos;
  }

  private Optional<Repo> repo(ModuleSource module, ModuleReader.Result result) {
    return LIBRARIES.stream()
        .flatMap(library -> Optional.ofNullable(result.uses().get(library)).stream())
        .findFirst()
        .map(options -> repo(module, result, options));
  }

  private Repo repo(ModuleSource module, ModuleReader.Result result, Map<String, Bound> options) {
    List<Setting> all = new ArrayList<>(settings.getOrDefault(module.name(), List.of()));
    module.functions().stream()
        .filter(function -> function.name().equals("init") && function.arity() == 2)
        .flatMap(
            init ->
                SettingReader.ofInit(module.source(), init, result.evaluation(), result.scope())
                    .stream())
        .forEach(all::add);
    Evaluation evaluation = result.evaluation();
    String written =
        all.stream()
            .filter(setting -> setting.key().equals("adapter"))
            .map(Setting::value)
            .findFirst()
            .orElse("");
    return new Repo(
        module.name(),
        module.source().path(),
        module.definition().line(),
        Optional.ofNullable(options.get("otp_app")).flatMap(evaluation::constant).orElse(""),
        Optional.ofNullable(options.get("adapter")).flatMap(evaluation::module).orElse(written),
        Optional.ofNullable(options.get("read_only"))
            .flatMap(evaluation::constant)
            .filter("true"::equals)
            .isPresent(),
        all);
  }
}
