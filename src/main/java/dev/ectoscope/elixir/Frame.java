package dev.ectoscope.elixir;

import dev.ectoscope.elixir.module.AssociationReader;
import dev.ectoscope.log.CallSite;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A printed {@code ↳} frame taken apart.
 *
 * @param kind whose code it is
 * @param function full name, {@code Blog.posts/1}; of Elixir's own modules the plain name, {@code
 *     Enum.map}
 */
record Frame(Kind kind, String function) {

  enum Kind {
    NONE,
    APPLICATION,
    /** Enum, Stream, Task, :lists: the function given to it ended in the Repo call. */
    LOOP,
    /** Ecto, DBConnection: inside a transaction, or the stack was too short. */
    ECTO,
    /** Dataloader: it sends what resolvers asked it to load. */
    LOADER,
    /** Absinthe, Ash, Phoenix, Oban: a library called the application and was called back. */
    LIBRARY
  }

  // `Enum."-map/2-lists^map/1-1-"/2`, `Blog."-posts/1-fun-0-"/2`, `Blog."-posts/1-lc$^0/1-0-"/1`
  private static final Pattern GENERATED =
      Pattern.compile("^(.+)\\.\"-([^\"/]+)/(\\d+)-.*\"/\\d+$");
  private static final Pattern NAME = Pattern.compile("^(.+)\\.([^./]+)/(\\d+)$");
  private static final Set<String> LOOPS =
      Set.of(
          "Enum",
          "Stream",
          "Task",
          "Map",
          "Keyword",
          ":lists",
          ":maps",
          "Flow",
          "Enumerable",
          "Range",
          "MapSet");
  private static final Set<String> DATABASE =
      Set.of("Ecto", "DBConnection", "Postgrex", ":telemetry");
  private static final Set<String> LIBRARIES =
      Set.of(
          "Absinthe",
          "Ash",
          "AshAdmin",
          "AshGraphql",
          "AshJsonApi",
          "AshPhoenix",
          "AshPostgres",
          "AshSql",
          "Phoenix",
          "Oban",
          "Plug",
          "Broadway",
          "Commanded",
          "ExAdmin",
          "ExAudit",
          "ExMachina",
          "Flop",
          "FunWithFlags",
          "GenStage",
          "GenServer",
          "Guardian",
          "Kaffy",
          "Paginator",
          "PaperTrail",
          "Scrivener",
          "Spark",
          "Triplex",
          "Bandit",
          "Cowboy");

  static Frame of(CallSite site, ElixirProject project) {
    String printed = site.function().strip();
    if (printed.isEmpty()) {
      return new Frame(Kind.NONE, "");
    }
    Matcher generated = GENERATED.matcher(printed);
    String name =
        generated.matches()
            ? generated.group(1) + "." + generated.group(2) + "/" + generated.group(3)
            : printed.replace("\"", "");
    Matcher parts = NAME.matcher(name);
    String module = parts.matches() ? parts.group(1) : name;
    String first = module.contains(".") ? module.substring(0, module.indexOf('.')) : module;
    if (project.module(module).isPresent()) {
      return new Frame(Kind.APPLICATION, name);
    }
    if (LOOPS.contains(first)) {
      return new Frame(Kind.LOOP, parts.matches() ? module + "." + parts.group(2) : name);
    }
    if (DATABASE.contains(first)) {
      return new Frame(Kind.ECTO, name);
    }
    if (first.equals("Dataloader")) {
      return new Frame(Kind.LOADER, name);
    }
    boolean library =
        LIBRARIES.contains(first)
            || module.startsWith(":")
            || project.version(AssociationReader.underscore(first)).isPresent();
    return new Frame(library ? Kind.LIBRARY : Kind.APPLICATION, name);
  }
}
