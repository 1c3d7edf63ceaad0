package dev.ectoscope.detector.query;

import dev.ectoscope.detector.Detector;
import dev.ectoscope.detector.DetectorInfo;
import dev.ectoscope.detector.Suspicion;
import dev.ectoscope.detector.Verdict;
import dev.ectoscope.elixir.ElixirProject;
import dev.ectoscope.evidence.Evidence;
import dev.ectoscope.log.LogEvent.UnitKind;
import dev.ectoscope.review.Confidence;
import dev.ectoscope.review.Fix;
import dev.ectoscope.sql.Shape;
import dev.ectoscope.workload.UnitOfWork;
import dev.ectoscope.workload.UnitPattern;
import dev.ectoscope.workload.Workload;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

@DetectorInfo(
    id = "duplicate-query",
    title = "The same question is asked again and again",
    whyItMatters =
        """
        The same statement with the same parameters brings the same rows, and each time costs a round trip. \
        A function that loads what its caller already has hides this well.""",
    whenItIsFine =
        "When the rows may have changed in between and the newest state is needed: polls and retries.",
    evidence = {"log"},
    bad =
        """
        def can?(member_id, action) do
          member = Repo.get!(Member, member_id)
          action in member.permissions
        end""",
    good =
        """
        def can?(%Member{} = member, action), do: action in member.permissions""",
    references = "https://hexdocs.pm/phoenix/contexts.html")
public final class DuplicateQuery implements Detector {

  private static final SpreadOut SPREAD_OUT = new SpreadOut();

  private final Thresholds thresholds;

  public DuplicateQuery() {
    this(Thresholds.DEFAULT);
  }

  public DuplicateQuery(Thresholds thresholds) {
    this.thresholds = thresholds;
  }

  @Override
  public Stream<Suspicion> suspect(Workload workload) {
    Stream<Suspicion> loops =
        ReadLoop.in(workload, thresholds).stream()
            .filter(read -> !read.isOverRows())
            .map(ReadLoop::loop)
            // What is locked again may have changed until the lock was there.
            .filter(loop -> !loop.statement().shape().locking())
            .filter(loop -> !loop.table().isEmpty())
            .map(loop -> suspicion(loop, workload));
    return Stream.concat(loops, SPREAD_OUT.suspicions(workload, thresholds));
  }

  @Override
  public List<UnitPattern> patterns() {
    return List.of(SPREAD_OUT);
  }

  private Suspicion suspicion(Loop loop, Workload workload) {
    String lookAlike = LookAlike.ofSame(loop, thresholds, workload);
    Map<String, Object> facts = lookAlike.isEmpty() ? Map.of() : Map.of(LookAlike.FACT, lookAlike);
    return loop.suspicion("", List.of(loop.counted()), facts);
  }

  @Override
  public Verdict judge(Suspicion suspicion, Evidence evidence) {
    return suspicion.variant().equals(SpreadOut.VARIANT)
        ? spread(suspicion)
        : LookAlike.verdict(suspicion).orElseGet(() -> confirmed(suspicion, evidence));
  }

  /** Whoever asks first may hand it on: in assigns, or as an argument. */
  private static Verdict spread(Suspicion suspicion) {
    String table = suspicion.statement().shape().rootTable();
    return new Verdict.Confirmed(
        "The same rows of " + table + " are read by " + suspicion.callSites().size() + " functions",
        Confidence.OBSERVED,
        suspicion.savedMs(),
        0,
        List.of(),
        "Load "
            + table
            + " once"
            + Wording.in(suspicion.function())
            + " and hand it on, in assigns or as an argument",
        List.of());
  }

  private static Verdict confirmed(Suspicion suspicion, Evidence evidence) {
    Shape shape = suspicion.statement().shape();
    String table = suspicion.statement().shape().rootTable();
    boolean rows = shape.aggregates().isEmpty() && !shape.projection().isEmpty();
    boolean library =
        evidence.source().filter(source -> isOfLibrary(suspicion, source)).isPresent();
    UnitOfWork example = suspicion.example();
    boolean request = example != null && example.kind() == UnitKind.REQUEST;
    String unit = request ? "request" : "unit of work";
    return new Verdict.Confirmed(
        (rows ? "The same rows of " + table + " are read" : "The same is asked of " + table)
            + " several times in a "
            + unit,
        Confidence.OBSERVED,
        suspicion.savedMs(),
        0,
        List.of(),
        action(table, rows, library) + Wording.in(asking(suspicion, library)),
        rows && !library
            ? List.of(new Fix.LoadOnce(suspicion.function(), suspicion.file(), table))
            : List.of());
  }

  private static String action(String table, boolean rows, boolean library) {
    if (library) {
      return "Ask " + table + " once and pass the answer on, or let the library cache it; it asks";
    }
    return rows
        ? "Load " + table + " once and pass it on"
        : "Ask " + table + " once and pass the answer on";
  }

  /** Whether none of the project's modules begins as the function's does. */
  private static boolean isOfLibrary(Suspicion suspicion, ElixirProject source) {
    String function =
        suspicion.callSites().isEmpty()
            ? suspicion.function()
            : suspicion.callSites().get(0).function();
    String root = root(function);
    return !root.isEmpty()
        && source.function(function).isEmpty()
        && source.modules().stream().noneMatch(module -> root(module.name()).equals(root));
  }

  /** The application's function, or the library's that asks. */
  private static String asking(Suspicion suspicion, boolean library) {
    return library && !suspicion.callSites().isEmpty()
        ? suspicion.callSites().get(0).function()
        : suspicion.function();
  }

  private static String root(String name) {
    return name.replaceAll("\\..*", "");
  }
}
