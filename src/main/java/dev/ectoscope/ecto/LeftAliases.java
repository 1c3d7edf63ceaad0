package dev.ectoscope.ecto;

import dev.ectoscope.elixir.ElixirProject;
import dev.ectoscope.review.Finding;
import dev.ectoscope.review.Finding.Code;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * An alias that a change leaves without use goes with it, so that a project whose warnings are
 * errors compiles. It stays, and the change's note names it, where another change of the file may
 * need it or the alias is written over several lines.
 */
public final class LeftAliases {

  private static final Pattern ALIAS =
      Pattern.compile("( *)alias ([A-Z][\\w.]*?)(?:\\.\\{([\\w., ]+)\\})?(?:, as: (\\w+))?");

  private final ElixirProject project;
  private final List<Finding> findings;

  private LeftAliases(ElixirProject project, List<Finding> findings) {
    this.project = project;
    this.findings = findings;
  }

  /** The same findings, those with such changes with one part more. */
  public static List<Finding> removed(ElixirProject project, List<Finding> findings) {
    LeftAliases left = new LeftAliases(project, findings);
    return findings.stream().map(left::removed).toList();
  }

  private Finding removed(Finding finding) {
    List<Code> codes = finding.recommendation().fixes();
    List<Code> all = new ArrayList<>();
    List<Code> more = new ArrayList<>();
    for (Code code : codes) {
      Code kept = code;
      for (String name : Aliases.leftIn(code.note())) {
        Optional<Code> without =
            isCertain(finding, code, name)
                ? without(code, name).filter(one -> isApart(one, codes, more))
                : Optional.empty();
        if (without.isPresent()) {
          more.add(without.get());
          kept = Aliases.unsaid(kept, name);
        }
      }
      all.add(kept);
    }
    all.addAll(more);
    return more.isEmpty() ? finding : finding.withFixes(all);
  }

  /** The file of a single finding, and no other that touches its lines or names the module. */
  private boolean isCertain(Finding finding, Code code, String name) {
    Pattern named = Pattern.compile("(?<![\\w.])" + Pattern.quote(name) + "\\b");
    List<Code> own = finding.recommendation().fixes();
    boolean elsewhere =
        own.stream()
            .filter(one -> one != code && one.path().equals(code.path()))
            .anyMatch(one -> named.matcher(one.code()).find());
    return !elsewhere
        && findings.stream()
            .filter(other -> !other.id().equals(finding.id()))
            .flatMap(other -> other.recommendation().fixes().stream())
            .filter(one -> one.path().equals(code.path()) && !isSame(one, code))
            .noneMatch(one -> meets(one, code) || named.matcher(one.code()).find());
  }

  private static boolean isSame(Code one, Code other) {
    return one.line() == other.line()
        && one.before().equals(other.before())
        && one.code().equals(other.code());
  }

  private static boolean meets(Code one, Code other) {
    return !one.before().isEmpty()
        && one.line() < other.line() + other.before().lines().count()
        && other.line() < one.line() + one.before().lines().count();
  }

  private static boolean isApart(Code alias, List<Code> codes, List<Code> more) {
    return Stream.concat(codes.stream(), more.stream())
        .filter(one -> one.path().equals(alias.path()))
        .noneMatch(one -> meets(one, alias));
  }

  private Optional<Code> without(Code change, String name) {
    List<String> lines = project.lines(change.path(), 1, Integer.MAX_VALUE).lines().toList();
    List<Integer> found = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      Matcher alias = ALIAS.matcher(lines.get(i));
      if (alias.matches() && names(alias).contains(name)) {
        found.add(i);
      }
    }
    // Of two modules in a file either may be the one.
    if (found.size() != 1) {
      return Optional.empty();
    }
    int at = found.get(0);
    Matcher alias = ALIAS.matcher(lines.get(at));
    return alias.matches() && alias.group(3) != null
        ? Optional.of(part(change.path(), lines, at, at, shortened(alias, name), name))
        : gone(change.path(), lines, at, name);
  }

  private static List<String> names(Matcher alias) {
    if (alias.group(4) != null) {
      return List.of(alias.group(4));
    }
    String all = alias.group(3) != null ? alias.group(3) : alias.group(2);
    return Arrays.stream(all.split(", *"))
        .map(one -> one.strip().substring(one.strip().lastIndexOf('.') + 1))
        .toList();
  }

  private static String shortened(Matcher alias, String name) {
    List<String> left =
        Arrays.stream(alias.group(3).split(", *"))
            .map(String::strip)
            .filter(one -> !one.equals(name) && !one.endsWith("." + name))
            .toList();
    String modules = left.size() == 1 ? left.get(0) : "{" + String.join(", ", left) + "}";
    return alias.group(1) + "alias " + alias.group(2) + "." + modules;
  }

  /** The line with one of its neighbours, and the empty line after it where it stood alone. */
  private static Optional<Code> gone(String path, List<String> lines, int at, String name) {
    boolean first = at == 0 || lines.get(at - 1).isBlank();
    boolean last = at + 1 >= lines.size() || lines.get(at + 1).isBlank();
    if (at + 2 >= lines.size()) {
      return Optional.empty();
    }
    if (!last) {
      return Optional.of(part(path, lines, at, at + 1, lines.get(at + 1), name));
    }
    return first
        ? Optional.of(part(path, lines, at, at + 2, lines.get(at + 2), name))
        : Optional.of(part(path, lines, at - 1, at, lines.get(at - 1), name));
  }

  private static Code part(
      String path, List<String> lines, int from, int to, String code, String name) {
    String before =
        lines.subList(from, to + 1).stream().map(line -> line + "\n").collect(Collectors.joining());
    return new Code(
        "query",
        "elixir",
        path,
        code + "\n",
        before,
        from + 1,
        "With the change above nothing names " + name + " here any more.");
  }
}
