package dev.ectoscope.elixir;

import dev.ectoscope.elixir.config.Configs;
import dev.ectoscope.elixir.config.LockReader;
import dev.ectoscope.elixir.config.Repo;
import dev.ectoscope.elixir.config.RepoReader;
import dev.ectoscope.elixir.module.ElixirModule;
import dev.ectoscope.elixir.module.Evaluation;
import dev.ectoscope.elixir.module.Macros;
import dev.ectoscope.elixir.module.ModuleReader;
import dev.ectoscope.elixir.module.Schema;
import dev.ectoscope.elixir.syntax.ModuleSource;
import dev.ectoscope.elixir.syntax.Node;
import dev.ectoscope.elixir.syntax.Quoted;
import dev.ectoscope.elixir.syntax.Salvage;
import dev.ectoscope.elixir.syntax.Scope;
import dev.ectoscope.elixir.syntax.Source;
import dev.ectoscope.elixir.syntax.Syntax;
import dev.ectoscope.elixir.syntax.Templates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Reads a folder into an {@link ElixirProject}. */
final class ProjectReader {

  private static final int LARGEST_FILE = 1 << 20;

  private final List<Skipped> skipped = new ArrayList<>();
  private final Map<String, Source> sources = new LinkedHashMap<>();
  private final List<ModuleSource> modules = new ArrayList<>();
  private final Configs configs = new Configs();
  private final Map<String, String> versions = new TreeMap<>();
  private final Map<String, String> required = new TreeMap<>();

  /** One file, parsed apart from all others. */
  private record Parsed(Source source, Node root, String trouble, List<ModuleSource> modules) {}

  static ElixirProject read(Path folder) {
    if (!Files.isDirectory(folder)) {
      throw new SourceNotReadable(
          folder
              + " is not a folder. Give the folder of the Elixir project, where mix.exs stands.");
    }
    try {
      ProjectFiles files = ProjectFiles.of(folder);
      ElixirProject project = new ProjectReader().read(files);
      if (project.modules().isEmpty() && project.skipped().isEmpty()) {
        throw new SourceNotReadable(
            folder
                + " holds no Elixir module. Give the folder of the project, where mix.exs stands.");
      }
      return project;
    } catch (IOException e) {
      throw new SourceNotReadable(
          folder + " cannot be read: " + e.getMessage() + ". Check its permissions.");
    }
  }

  static ElixirProject read(Map<String, String> texts) {
    ProjectReader reader = new ProjectReader();
    List<Source> all = new ArrayList<>();
    new TreeMap<>(texts)
        .forEach(
            (path, text) -> {
              if (!reader.versions(path, text)) {
                all.add(Source.of(path, text));
              }
            });
    return reader.project(all.stream().map(ProjectReader::parse).toList());
  }

  private ElixirProject read(ProjectFiles files) {
    skipped.addAll(files.skipped());
    List<Source> all = new ArrayList<>();
    for (Path file : files.files()) {
      source(files.name(file), file).ifPresent(all::add);
    }
    List<Parsed> parsed = all.parallelStream().map(ProjectReader::parse).toList();
    return project(parsed);
  }

  private Optional<Source> source(String name, Path file) {
    try {
      if (Files.size(file) > LARGEST_FILE) {
        skipped.add(new Skipped(name, "larger than 1 MB: no code that people write"));
        return Optional.empty();
      }
      byte[] bytes = Files.readAllBytes(file);
      Source source = new Source(name, bytes);
      return versions(
              name,
              source.text(
                  0, name.endsWith("mix.exs") || name.endsWith("mix.lock") ? bytes.length : 0))
          ? Optional.empty()
          : Optional.of(source);
    } catch (IOException e) {
      skipped.add(new Skipped(name, "cannot be opened: " + e.getClass().getSimpleName()));
      return Optional.empty();
    }
  }

  private boolean versions(String name, String text) {
    if (name.endsWith("mix.lock")) {
      LockReader.locked(text).forEach(versions::putIfAbsent);
      return true;
    }
    if (name.endsWith("mix.exs")) {
      LockReader.required(text).forEach(required::putIfAbsent);
    }
    return false;
  }

  private static Parsed parse(Source source) {
    if (Templates.isTemplate(source.path())) {
      return new Parsed(source, Node.NONE, "", List.of());
    }
    if (source.path().contains("priv/templates/")) {
      return new Parsed(source, Node.NONE, "a template for generators, no Elixir", List.of());
    }
    try {
      Syntax.Skeleton skeleton = Syntax.ofThread().skeleton(source);
      List<ModuleSource> modules = ModuleSource.of(source, skeleton.root());
      if (!skeleton.trouble().isEmpty()) {
        Optional<Salvage> salvage = Salvage.of(source);
        if (salvage.isPresent()) {
          skeleton = salvage.get().skeleton();
          modules = ModuleSource.of(source, skeleton.root());
        }
      }
      return new Parsed(source, skeleton.root(), skeleton.trouble(), modules);
    } catch (RuntimeException | StackOverflowError e) {
      return new Parsed(source, Node.NONE, "its tree was not understood: " + e, List.of());
    }
  }

  private ElixirProject project(List<Parsed> files) {
    for (Parsed file : files) {
      sources.put(file.source().path(), file.source());
      modules.addAll(file.modules());
      if (!file.trouble().isEmpty()) {
        String kept =
            file.modules().isEmpty()
                ? "; nothing of the file was read"
                : "; the rest of the file was read";
        skipped.add(new Skipped(file.source().path(), file.trouble() + kept));
      }
      if (Configs.isConfig(file.source().path())) {
        configs.add(file.source(), file.root());
      }
    }
    required.forEach(versions::putIfAbsent);
    return assembled();
  }

  private ElixirProject assembled() {
    Macros macros = new Macros(modules, configs.ofModules());
    Map<ModuleSource, ModuleReader.Result> results = new HashMap<>();
    List<ElixirModule> read = new ArrayList<>();
    List<Repo> repos = new ArrayList<>();
    Map<String, Context> contexts = new HashMap<>();
    Map<String, Quoted> quoted = new HashMap<>();
    RepoReader repoReader = new RepoReader(configs.settings());
    for (ModuleSource module : modules) {
      ModuleReader.Result result = result(module, macros, results);
      results.put(module, result);
      contexts.putIfAbsent(
          module.source().path() + "#" + module.name(),
          new Context(result.scope(), result.attributes()));
      result.quoted().forEach(one -> quoted.putIfAbsent(one.function().fullName(), one));
      read.add(module(module, result));
      result.schemas().stream()
          .filter(schema -> !schema.module().equals(module.name()))
          .map(ProjectReader::inline)
          .forEach(read::add);
      repos.addAll(repoReader.repos(module, result));
    }
    return new ElixirProject(read, repos, skipped, versions, sources, contexts, quoted);
  }

  private ModuleReader.Result result(
      ModuleSource module, Macros macros, Map<ModuleSource, ModuleReader.Result> results) {
    ModuleReader.Result outer = results.get(module.outer());
    try {
      return ModuleReader.read(module, macros, outer);
    } catch (RuntimeException | StackOverflowError e) {
      // One module of a form never met before must not end the reading of a thousand files.
      skipped.add(new Skipped(module.source().path(), module.name() + " was not understood: " + e));
      Scope scope = new Scope(module.name(), null);
      return new ModuleReader.Result(
          scope,
          Map.of(),
          Map.of(),
          List.of(),
          new Evaluation(name -> null),
          List.of(),
          Map.of(),
          List.of());
    }
  }

  private static ElixirModule module(ModuleSource module, ModuleReader.Result result) {
    return new ElixirModule(
        module.name(),
        module.source().path(),
        module.definition().line(),
        module.definition().lastLine(),
        module.functions(),
        result.schemas().stream()
            .filter(schema -> schema.module().equals(module.name()))
            .findFirst());
  }

  private static ElixirModule inline(Schema schema) {
    return new ElixirModule(
        schema.module(),
        schema.file(),
        schema.line(),
        schema.lastLine(),
        List.of(),
        Optional.of(schema));
  }
}
