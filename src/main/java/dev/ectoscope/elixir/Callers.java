package dev.ectoscope.elixir;

import dev.ectoscope.elixir.module.ElixirModule;
import dev.ectoscope.elixir.syntax.Function;
import dev.ectoscope.elixir.syntax.Templates;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Who calls a function of the project, as far as the source tells: its name must stand nowhere
 * where a call is meant that was not understood.
 */
final class Callers {

  /** What a variable, an attribute or a call gives may be any module. */
  private static final String ON_VALUE = "(?:(?<![\\w.])[a-z@]\\w*(?:\\.\\w+)*|[)\\]])\\.";

  /** Where a function's name ends: some end with a mark, after which no word does. */
  private static final String END = "(?![\\w?!])";

  private static final Pattern VIEW = Pattern.compile("(.+)(?:JSON|HTML|View)");

  private final ElixirProject project;
  private final List<String> files;
  private final Map<String, Optional<List<Caller>>> known = new HashMap<>();
  private final Map<String, String> texts = new HashMap<>();
  private final Map<String, Set<String>> holding = new HashMap<>();

  /** A call of the function, and where it stands. */
  record Caller(Function function, Call call) {}

  Callers(ElixirProject project) {
    this.project = project;
    this.files = project.files();
  }

  /** All calls of a function; empty when it may also be called in a way that is not understood. */
  Optional<List<Caller>> of(Function function) {
    Optional<List<Caller>> before = known.get(function.fullName());
    if (before == null) {
      before = find(function);
      known.put(function.fullName(), before);
    }
    return before;
  }

  private Optional<List<Caller>> find(Function target) {
    List<Caller> callers = new ArrayList<>();
    Pattern mentions = unresolved(target);
    Pattern named = Pattern.compile("\\b" + Pattern.quote(target.name()));
    for (ElixirModule module : project.modules()) {
      if (ElixirProject.isTest(module.file()) || !isIn(module, target.name())) {
        continue;
      }
      boolean own = module.name().equals(target.module());
      for (Function function : module.functions()) {
        String text = project.text(function);
        if (!named.matcher(text).find()) {
          continue;
        }
        List<Call> calls = project.body(function).calls();
        int before = callers.size();
        calls.stream()
            .filter(call -> call.target().equals(target.fullName()))
            .forEach(call -> callers.add(new Caller(function, call)));
        boolean other =
            own
                || callers.size() > before
                || calls.stream().anyMatch(call -> isNamed(call, target.name()));
        if (!other && mentions.matcher(text).find()) {
          return Optional.empty();
        }
      }
    }
    if (callers.isEmpty()) {
      callers.addAll(rendering(target));
    }
    return isCalledOtherwise(target) ? Optional.empty() : Optional.of(callers);
  }

  /** Of {@code PostJSON.index/1} the actions of PostController that render {@code :index}. */
  private List<Caller> rendering(Function target) {
    Matcher view = VIEW.matcher(target.module());
    if (!view.matches()) {
      return List.of();
    }
    String name = Pattern.quote(target.name());
    Pattern renders = Pattern.compile("\\brender\\([^\\n]*(?::" + name + "\\b|\"" + name + "\\.)");
    return project.module(view.group(1) + "Controller").stream()
        .flatMap(controller -> controller.functions().stream())
        .filter(action -> renders.matcher(project.text(action)).find())
        .map(
            action ->
                new Caller(
                    action,
                    new Call(
                        target.fullName(),
                        action.line(),
                        action.line(),
                        action.lastLine(),
                        List.of(),
                        false)))
        .toList();
  }

  /** The files in which a name stands. */
  private Set<String> holding(String word) {
    return holding.computeIfAbsent(
        word,
        w ->
            files.parallelStream()
                .filter(file -> project.contains(file, w))
                .collect(Collectors.toSet()));
  }

  private String text(String file) {
    return texts.computeIfAbsent(file, project::whole);
  }

  private boolean isIn(ElixirModule module, String word) {
    return holding(word).contains(module.file());
  }

  private static boolean isNamed(Call call, String name) {
    int slash = call.target().lastIndexOf('/');
    return call.target().startsWith("." + name, slash - name.length() - 1);
  }

  /**
   * {@code name(…)}, {@code |> name}, {@code Its.name(…)} in a function that calls none so named.
   */
  private static Pattern unresolved(Function target) {
    String name = Pattern.quote(target.name());
    String module = Pattern.quote(target.module().replaceFirst("^.*\\.", ""));
    return Pattern.compile(
        "(?<![\\w.:@\"%])(?<!def )(?<!defp )"
            + name
            + "\\(|\\|>\\s*"
            + name
            + END
            + "|\\b"
            + module
            + "\\."
            + name
            + END);
  }

  /**
   * On a variable's module, by its name as an atom beside its module ({@code {Blog, :feed, []}}),
   * as a plug or hook, in a template, or of a view that is put elsewhere.
   */
  private boolean isCalledOtherwise(Function target) {
    String name = Pattern.quote(target.name());
    String module = Pattern.quote(target.module().replaceFirst("^.*\\.", ""));
    String beside = "\\b(?:" + module + "|__MODULE__)\\s*,\\s*:" + name + END;
    String hooked = "\\b(?:plug|on_mount)[\\s(]+:" + name + END;
    String put = "\\bput_view\\b[^\\n]*\\b" + module + "\\b";
    Pattern indirect =
        Pattern.compile(String.join("|", ON_VALUE + name + "[(/]", beside, hooked, put));
    return holding(target.name()).stream()
        .anyMatch(
            file -> indirect.matcher(text(file)).find() || isTemplateWith(file, target.name()));
  }

  private boolean isTemplateWith(String file, String name) {
    return Templates.isTemplate(file)
        && Pattern.compile("[.\\s({<]" + Pattern.quote(name) + "\\(").matcher(text(file)).find();
  }

  /**
   * Whether nothing in the source can call a function: its name stands nowhere else, and its module
   * answers to no behaviour.
   */
  boolean isUnused(Function function) {
    Optional<ElixirModule> module = project.moduleOf(function);
    if (module.isEmpty()) {
      return false;
    }
    String own = project.lines(module.get().file(), module.get().line(), module.get().lastLine());
    boolean answers = Pattern.compile("@impl\\b|@behaviour\\b|\\buse\\s+[A-Z]").matcher(own).find();
    Pattern word = Pattern.compile("(?<!def )(?<!defp )\\b" + Pattern.quote(function.name()) + END);
    return !answers
        && holding(function.name()).stream().noneMatch(file -> word.matcher(text(file)).find());
  }
}
