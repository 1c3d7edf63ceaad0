package dev.ectoscope.pipeline;

import dev.ectoscope.elixir.Beginnings;
import dev.ectoscope.elixir.Beginnings.Beginning;
import dev.ectoscope.elixir.ElixirProject;
import dev.ectoscope.elixir.syntax.Function;
import dev.ectoscope.log.CallSite;
import dev.ectoscope.log.LogEvent.UnitKind;
import dev.ectoscope.sql.Kind;
import dev.ectoscope.workload.Bursts;
import dev.ectoscope.workload.GroupKey;
import dev.ectoscope.workload.QueryGroup;
import dev.ectoscope.workload.Runs;
import dev.ectoscope.workload.UnitName;
import dev.ectoscope.workload.Workload;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where the log does not say whose the executions of a call site are, the source says which
 * actions, LiveView callbacks and jobs lead there, and the log how often each of them began: what
 * ran many more times than those could ask without a loop, and stands in one, is a loop.
 *
 * <p>Without the source that is known of what stands in an action or a callback itself, in the
 * function that it gives to {@code Enum.map}.
 */
final class BegunUnits implements Beginnings.Begun {

  /** Executions in each unit from which a loop may be spoken of, if one more unit ran it. */
  private static final int FEWEST = 3;

  /** One in so many executions is of units that the log mixes. */
  private static final int MIXED = 10;

  private static final int NAMED = 4;

  private static final Pattern FUNCTION = Pattern.compile("(.+)\\.([^./]+)/(\\d{1,3})");

  private static final Set<String> MOUNTING = Set.of("mount", "handle_params");
  private static final Set<String> PERFORMING = Set.of("perform", "process");

  private final Workload workload;
  private final @Nullable ElixirProject project;
  private final Map<UnitName, Long> begun;

  private BegunUnits(Workload workload, @Nullable ElixirProject project) {
    this.workload = workload;
    this.project = project;
    this.begun = workload.begun();
  }

  /**
   * The workload with what can be concluded; the same when nothing can.
   *
   * @param project or null
   */
  static Workload known(Workload workload, @Nullable ElixirProject project) {
    BegunUnits units = new BegunUnits(workload, project);
    Map<GroupKey, Runs> known = units.begun.isEmpty() ? Map.of() : units.all();
    return known.isEmpty() ? workload : workload.knowing(known);
  }

  private Map<GroupKey, Runs> all() {
    Map<GroupKey, Runs> known = new HashMap<>();
    Beginnings beginnings = project == null ? null : new Beginnings(project);
    for (QueryGroup group : workload.groups()) {
      if (isUntold(group) && !isClaimed(group)) {
        Optional<List<Beginning>> found =
            beginnings == null
                ? ofItself(group.callSite())
                : beginnings.of(group.callSite(), group.statement(), this);
        found.flatMap(f -> runs(group, f)).ifPresent(runs -> known.put(group.key(), runs));
      }
    }
    return known;
  }

  /** The action or callback that a call of one of its elements stands in. */
  private Optional<List<Beginning>> ofItself(CallSite site) {
    Matcher name = FUNCTION.matcher(site.function());
    if (!site.isOfElement() || !name.matches()) {
      return Optional.empty();
    }
    int arity = Integer.parseInt(name.group(3));
    Function itself =
        new Function(name.group(1), name.group(2), arity, 0, "def", site.file(), List.of());
    OptionalLong times = times(itself, "");
    return times.isEmpty()
        ? Optional.empty()
        : Optional.of(List.of(new Beginning(site.function(), "", times.getAsLong(), 0, 1)));
  }

  /** Whether the log mixes units in what is executed more than once. */
  private static boolean isUntold(QueryGroup group) {
    long mixed =
        group.bursts().stream()
            .filter(bursts -> bursts.kind().mixed())
            .mapToLong(Bursts::calls)
            .sum();
    return group.callSite().isKnown()
        && mixed >= FEWEST
        && MIXED * mixed >= group.calls()
        && 2 * group.errors() < group.calls()
        && group.statement().kind() != Kind.TRANSACTION;
  }

  /** Rows that a queue gives out one by one, from the same function. */
  private boolean isClaimed(QueryGroup group) {
    return others(group)
        .anyMatch(
            other -> other.statement().text().toUpperCase(Locale.ROOT).contains("SKIP LOCKED"));
  }

  private Stream<QueryGroup> others(QueryGroup group) {
    String function = group.callSite().function();
    String table = group.statement().shape().rootTable();
    return workload.groups().stream()
        .filter(other -> other.callSite().function().equals(function))
        .filter(other -> other.statement().shape().rootTable().equals(table));
  }

  private Optional<Runs> runs(QueryGroup group, List<Beginning> found) {
    List<Beginning> began = found.stream().filter(one -> one.times() > 0).toList();
    long units = began.stream().mapToLong(Beginning::times).sum();
    long plain = began.stream().mapToLong(one -> one.times() * one.plain()).sum();
    long looped = began.stream().filter(one -> one.looped() > 0).mapToLong(Beginning::times).sum();
    long executions = group.calls() - plain;
    // A unit that began before the log may have run some of them.
    if (looped == 0 || executions < FEWEST * (looped + 1)) {
      return Optional.empty();
    }
    boolean exact = plain == 0;
    return Optional.of(new Runs(kind(began), looped, executions, exact, how(group, began, units)));
  }

  private static UnitKind kind(List<Beginning> began) {
    Set<UnitKind> kinds = new TreeSet<>();
    began.forEach(one -> kinds.add(kindOf(one)));
    return kinds.size() == 1 ? kinds.iterator().next() : UnitKind.OTHER;
  }

  private static UnitKind kindOf(Beginning one) {
    String function = one.function();
    String name = function.substring(function.lastIndexOf('.') + 1).replaceFirst("/.*", "");
    if (isController(function)) {
      return UnitKind.REQUEST;
    }
    return PERFORMING.contains(name) ? UnitKind.JOB : UnitKind.LIVE_VIEW;
  }

  private String how(QueryGroup group, List<Beginning> began, long units) {
    List<String> names = Beginnings.names(began);
    String some =
        String.join(", ", names.subList(0, Math.min(NAMED, names.size())))
            + (names.size() > NAMED ? " and " + (names.size() - NAMED) + " more" : "");
    String lead =
        project == null
            ? "They stand in " + some
            : "In the source only " + some + (names.size() == 1 ? " leads" : " lead") + " there";
    return "The log does not say whose these executions are. "
        + lead
        + ", which began "
        + (units == 1 ? "once" : units + " times")
        + ": "
        + group.calls()
        + " executions of what stands in a loop.";
  }

  private static boolean isController(String function) {
    int name = function.lastIndexOf('.', function.lastIndexOf('/'));
    return name > 0 && function.substring(0, name).endsWith("Controller");
  }

  @Override
  public OptionalLong times(Function function, String event) {
    String module = function.module();
    if (isController(function.fullName())) {
      return function.isPrivate() || isPlug(function)
          ? OptionalLong.empty()
          : OptionalLong.of(
              sum(UnitKind.REQUEST, name -> endsWith(module + "." + function.name(), name)));
    }
    if (PERFORMING.contains(function.name())) {
      long jobs = sum(UnitKind.JOB, module::equals);
      return jobs > 0 || uses(module, "Worker") ? OptionalLong.of(jobs) : OptionalLong.empty();
    }
    return callback(function, event);
  }

  /** Of a LiveView; what happens to messages is not logged. */
  private OptionalLong callback(Function function, String event) {
    String module = function.module();
    boolean mounts = MOUNTING.contains(function.name());
    if (function.isPrivate() || !mounts && !function.name().equals("handle_event")) {
      return OptionalLong.empty();
    }
    boolean view =
        sum(UnitKind.LIVE_VIEW, name -> endsWith(module, viewOf(name))) > 0
            || uses(module, "live_view")
            || uses(module, "LiveView");
    if (!view) {
      return OptionalLong.empty();
    }
    String suffix =
        mounts ? function.name().equals("mount") ? " mount" : " params" : " event " + event;
    long began =
        sum(
            UnitKind.LIVE_VIEW,
            name ->
                endsWith(module, viewOf(name))
                    && (event.isEmpty() && !mounts
                        ? name.contains(suffix)
                        : name.endsWith(suffix)));
    // The page itself mounts the view before its socket does.
    long pages =
        mounts
            ? sum(
                UnitKind.REQUEST,
                name ->
                    name.lastIndexOf('.') > 0
                        && endsWith(module, name.substring(0, name.lastIndexOf('.'))))
            : 0;
    return OptionalLong.of(began + pages);
  }

  private long sum(UnitKind kind, Predicate<String> which) {
    return begun.entrySet().stream()
        .filter(e -> e.getKey().kind() == kind && which.test(e.getKey().name()))
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  private static String viewOf(String name) {
    int blank = name.indexOf(' ');
    return blank < 0 ? name : name.substring(0, blank);
  }

  /** Whether a full name is of the name that the log prints of it. */
  private static boolean endsWith(String full, String printed) {
    return full.equals(printed) || !printed.isEmpty() && full.endsWith("." + printed);
  }

  private boolean isPlug(Function function) {
    return text(function.module())
        .matches("(?s).*\\bplug[ (]+:" + Pattern.quote(function.name()) + "(?![\\w?!]).*");
  }

  private boolean uses(String module, String what) {
    return text(module).lines().anyMatch(l -> l.strip().startsWith("use ") && l.contains(what));
  }

  private String text(String module) {
    ElixirProject source = project;
    return source == null
        ? ""
        : source
            .module(module)
            .map(found -> source.lines(found.file(), found.line(), found.lastLine()))
            .orElse("");
  }
}
