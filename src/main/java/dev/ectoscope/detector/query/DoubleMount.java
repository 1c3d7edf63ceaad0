package dev.ectoscope.detector.query;

import dev.ectoscope.detector.Detector;
import dev.ectoscope.detector.DetectorInfo;
import dev.ectoscope.detector.Suspicion;
import dev.ectoscope.detector.Verdict;
import dev.ectoscope.evidence.Evidence;
import dev.ectoscope.log.CallSite;
import dev.ectoscope.log.LogEvent.UnitKind;
import dev.ectoscope.review.Confidence;
import dev.ectoscope.review.Fix;
import dev.ectoscope.review.Note;
import dev.ectoscope.sql.Kind;
import dev.ectoscope.sql.Statement;
import dev.ectoscope.workload.GroupKey;
import dev.ectoscope.workload.QueryCall;
import dev.ectoscope.workload.Sighting;
import dev.ectoscope.workload.StatementStatistics;
import dev.ectoscope.workload.UnitOfWork;
import dev.ectoscope.workload.UnitPattern;
import dev.ectoscope.workload.Workload;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;

@DetectorInfo(
    id = "double-mount",
    title = "A LiveView runs the same queries twice",
    whyItMatters =
        """
        A LiveView is mounted twice for one visit: for the first page, then again when its socket connects. \
        What mount or handle_params reads is read both times.""",
    whenItIsFine =
        "When the first page must show the data, for search engines or without JavaScript, and the queries are cheap.",
    evidence = {"log"},
    bad =
        """
        def mount(_params, _session, socket) do
          {:ok, assign(socket, books: Library.new_books())}
        end""",
    good =
        """
        def mount(_params, _session, socket) do
          {:ok, assign_async(socket, :books, fn -> {:ok, %{books: Library.new_books()}} end)}
        end""",
    references =
        "https://hexdocs.pm/phoenix_live_view/Phoenix.LiveView.html#module-async-operations")
public final class DoubleMount implements Detector {

  private static final String RENDER = "render ";
  private static final String SOCKET = "socket ";
  private static final String VIEW = "view";

  private static final UnitPattern MOUNTS = new Mounts();

  private final Thresholds thresholds;

  public DoubleMount() {
    this(Thresholds.DEFAULT);
  }

  public DoubleMount(Thresholds thresholds) {
    this.thresholds = thresholds;
  }

  /** Which query groups a view runs while its page is rendered, and which with its socket. */
  private static final class Mounts implements UnitPattern {

    @Override
    public String id() {
      return "double-mount/1";
    }

    @Override
    public void look(UnitOfWork unit, Function<String, Statement> statements, Sink sink) {
      String variant = variant(unit);
      if (variant.isEmpty() || unit.overlapping() > 1) {
        return;
      }
      Map<GroupKey, long[]> sums = new LinkedHashMap<>();
      for (QueryCall call : unit.calls()) {
        if (statements.apply(call.fingerprint()).kind() == Kind.READ) {
          long[] sum = sums.computeIfAbsent(call.key(), k -> new long[2]);
          sum[0]++;
          sum[1] += call.dbOrZero();
        }
      }
      sums.forEach((key, sum) -> sink.sighted(variant, List.of(key), sum[0], sum[1]));
    }

    private static String variant(UnitOfWork unit) {
      if (unit.kind() == UnitKind.REQUEST) {
        return unit.view().isEmpty() ? "" : RENDER + unit.view();
      }
      int blank = unit.name().indexOf(' ');
      boolean mounts =
          unit.kind() == UnitKind.LIVE_VIEW
              && (unit.name().endsWith(" mount") || unit.name().endsWith(" params"));
      return mounts && blank > 0 ? SOCKET + unit.name().substring(0, blank) : "";
    }
  }

  /** One query group of a view, both times. */
  private record Twice(Sighting render, Sighting socket) {
    long pairs() {
      return Math.min(render.units(), socket.units());
    }

    /** Of the executions with a socket those that repeat a rendered page's. */
    long calls() {
      return render.occurrences() * pairs() / render.units()
          + socket.occurrences() * pairs() / socket.units();
    }

    double renderMs() {
      return render.tenths() / 10.0 * pairs() / render.units();
    }

    double socketMs() {
      return socket.tenths() / 10.0 * pairs() / socket.units();
    }
  }

  @Override
  public List<UnitPattern> patterns() {
    return List.of(MOUNTS);
  }

  @Override
  public Stream<Suspicion> suspect(Workload workload) {
    Map<String, Map<GroupKey, Sighting>> rendered = new TreeMap<>();
    Map<String, Map<GroupKey, Sighting>> connected = new HashMap<>();
    for (Sighting sighting : workload.sightings(MOUNTS)) {
      boolean render = sighting.variant().startsWith(RENDER);
      (render ? rendered : connected)
          .computeIfAbsent(sighting.variant().substring(RENDER.length()), v -> new TreeMap<>())
          .put(sighting.groups().get(0), sighting);
    }
    return rendered.entrySet().stream()
        .flatMap(
            view -> {
              Map<GroupKey, Sighting> socket = connected.getOrDefault(view.getKey(), Map.of());
              List<Twice> both =
                  view.getValue().entrySet().stream()
                      .filter(e -> socket.containsKey(e.getKey()))
                      .map(e -> new Twice(e.getValue(), socket.get(e.getKey())))
                      .filter(t -> t.pairs() >= thresholds.mounts())
                      .sorted(Comparator.comparingDouble(Twice::socketMs).reversed())
                      .toList();
              return both.isEmpty()
                  ? Stream.empty()
                  : Stream.of(suspicion(view.getKey(), both, workload));
            });
  }

  private static Suspicion suspicion(String view, List<Twice> both, Workload workload) {
    List<Statement> statements = new ArrayList<>();
    List<CallSite> sites = new ArrayList<>();
    for (Twice twice : both) {
      GroupKey key = twice.socket().groups().get(0);
      StatementStatistics known = workload.statement(key.fingerprint());
      if (known != null && !statements.contains(known.statement())) {
        statements.add(known.statement());
      }
      if (key.callSite().isKnown() && !sites.contains(key.callSite())) {
        sites.add(key.callSite());
      }
    }
    long pairs = both.stream().mapToLong(Twice::pairs).max().orElse(0);
    double rendered = both.stream().mapToDouble(Twice::renderMs).sum();
    double connected = both.stream().mapToDouble(Twice::socketMs).sum();
    Note note =
        new Note(
            "log",
            Wording.count(both.size(), "query runs", "queries run")
                + " in the request for the page and again when "
                + view
                + " is mounted on its socket, "
                + Wording.count(pairs, "time", "times")
                + ".");
    return new Suspicion(
        "",
        view,
        statements,
        sites,
        statements.stream()
            .flatMap(s -> s.shape().relations().stream())
            .map(r -> r.table())
            .distinct()
            .toList(),
        both.stream().mapToLong(Twice::calls).sum(),
        2 * pairs,
        rendered + connected,
        rendered,
        List.of(note),
        both.get(0).socket().example(),
        List.of(),
        Map.of(VIEW, view));
  }

  @Override
  public Verdict judge(Suspicion suspicion, Evidence evidence) {
    if (suspicion.statements().isEmpty()) {
      return new Verdict.Dismissed("its statements are not told apart");
    }
    String view = (String) suspicion.facts().get(VIEW);
    String table = suspicion.tables().isEmpty() ? "rows" : suspicion.tables().get(0);
    return new Verdict.Confirmed(
        view + " reads " + table + " twice for each visit",
        Confidence.OBSERVED,
        suspicion.savedMs(),
        0,
        List.of(),
        "Load in " + view + " once its socket is connected",
        List.of(new Fix.LoadWhenConnected(suspicion.function(), suspicion.file(), view, table)),
        null);
  }
}
