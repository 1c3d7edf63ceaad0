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
import dev.ectoscope.sql.Operator;
import dev.ectoscope.sql.Statement;
import dev.ectoscope.workload.DistinctCount;
import dev.ectoscope.workload.GroupKey;
import dev.ectoscope.workload.QueryCall;
import dev.ectoscope.workload.QueryGroup;
import dev.ectoscope.workload.Sighting;
import dev.ectoscope.workload.StatementStatistics;
import dev.ectoscope.workload.UnitOfWork;
import dev.ectoscope.workload.UnitPattern;
import dev.ectoscope.workload.Workload;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

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

  private static final String VIEW = "view";

  private static final UnitPattern MOUNTS = new Mounts();

  private final Thresholds thresholds;

  public DoubleMount() {
    this(Thresholds.DEFAULT);
  }

  public DoubleMount(Thresholds thresholds) {
    this.thresholds = thresholds;
  }

  /**
   * When a view runs a query: while its page is rendered, or with its socket; told by LiveView's
   * own lines, or by the callback in which the query stands.
   */
  private enum When {
    PAGE,
    SOCKET,
    PAGE_BY_CALLBACK,
    SOCKET_BY_CALLBACK;

    String variant(String view) {
      return name() + " " + view;
    }

    static When of(String variant) {
      return valueOf(variant.substring(0, variant.indexOf(' ')));
    }

    static String view(String variant) {
      return variant.substring(variant.indexOf(' ') + 1);
    }

    boolean isPage() {
      return this == PAGE || this == PAGE_BY_CALLBACK;
    }

    boolean isTold() {
      return this == PAGE || this == SOCKET;
    }
  }

  /** Which query groups a view runs while its page is rendered, and which with its socket. */
  private static final class Mounts implements UnitPattern {

    private static final List<String> CALLBACKS = List.of(".mount/3", ".handle_params/3");

    @Override
    public String id() {
      return "double-mount/2";
    }

    @Override
    public boolean minds(GroupKey group, String verb) {
      return isCallback(group.callSite().printed());
    }

    @Override
    public boolean minds(UnitKind kind, String name, String view) {
      return kind == UnitKind.REQUEST ? !view.isEmpty() : kind == UnitKind.LIVE_VIEW;
    }

    @Override
    public void look(UnitOfWork unit, Statements statements, Sink sink) {
      if (unit.overlapping() > 1) {
        return;
      }
      String told = told(unit);
      if (told.isEmpty() && !mayBeByCallback(unit)) {
        return;
      }
      for (Map.Entry<GroupKey, List<QueryCall>> read : reads(unit, statements, told)) {
        List<QueryCall> calls = read.getValue();
        String variant = told.isEmpty() ? byCallback(unit, read.getKey()) : told;
        if (!variant.isEmpty()) {
          long db = calls.stream().mapToLong(QueryCall::dbOrZero).sum();
          long[] lists = calls.stream().mapToLong(QueryCall::parametersHash).toArray();
          sink.sighted(variant, List.of(read.getKey()), calls.size(), db, lists);
        }
      }
    }

    /** Of most units there are none: looked at in a plain loop, and nothing made for them. */
    private static Collection<Map.Entry<GroupKey, List<QueryCall>>> reads(
        UnitOfWork unit, Statements statements, String told) {
      Map<GroupKey, List<QueryCall>> reads = Map.of();
      List<QueryCall> calls = unit.calls();
      for (int i = 0; i < calls.size(); i++) {
        QueryCall call = calls.get(i);
        if (!told.isEmpty() || isCallback(call.callSite().printed())) {
          Statement statement = statements.of(call);
          if (statement.kind() == Kind.READ && !asksWhoItIs(statement)) {
            reads = reads.isEmpty() ? new LinkedHashMap<>() : reads;
            reads.computeIfAbsent(call.key(), k -> new ArrayList<>(1)).add(call);
          }
        }
      }
      return reads.entrySet();
    }

    private static String told(UnitOfWork unit) {
      if (unit.kind() == UnitKind.REQUEST) {
        return unit.view().isEmpty() ? "" : When.PAGE.variant(unit.view());
      }
      int blank = unit.name().indexOf(' ');
      boolean mounts =
          unit.kind() == UnitKind.LIVE_VIEW
              && (unit.name().endsWith(" mount") || unit.name().endsWith(" params"));
      return mounts && blank > 0 ? When.SOCKET.variant(unit.name().substring(0, blank)) : "";
    }

    /** Where LiveView's own lines are turned off. */
    private static String byCallback(UnitOfWork unit, GroupKey key) {
      String printed = key.callSite().printed();
      if (!isCallback(printed) || !mayBeByCallback(unit)) {
        return "";
      }
      String function = key.callSite().function();
      String module = function.substring(0, function.lastIndexOf('.'));
      boolean page = unit.kind() == UnitKind.REQUEST;
      return (page ? When.PAGE_BY_CALLBACK : When.SOCKET_BY_CALLBACK)
          .variant(module.substring(module.lastIndexOf('.') + 1));
    }

    private static boolean mayBeByCallback(UnitOfWork unit) {
      return unit.kind() == UnitKind.REQUEST || unit.kind() == UnitKind.OTHER;
    }

    /** Asked for each query of a log: in a plain loop. */
    private static boolean isCallback(String printed) {
      if (!printed.endsWith("/3")) {
        return false;
      }
      for (String callback : CALLBACKS) {
        if (printed.endsWith(callback)) {
          return true;
        }
      }
      return false;
    }

    /** Who the visitor is must be asked both times: by the session's token. */
    private static boolean asksWhoItIs(Statement statement) {
      return statement.shape().predicates().stream()
          .anyMatch(
              p ->
                  p.operator() == Operator.EQUALS
                      && (p.column().name().equals("token")
                          || p.column().name().endsWith("_token")));
    }
  }

  /** One query group of a view, both times. */
  private record Twice(Sighting page, Sighting socket) {

    static Optional<Twice> of(Sighting page, @Nullable Sighting socket) {
      return socket == null ? Optional.empty() : Optional.of(new Twice(page, socket));
    }

    /** Visits that ran it both times: with the same parameters, as far as the log prints them. */
    long pairs() {
      return Math.min(page.units(), socket.units());
    }

    boolean isTold() {
      return When.of(page.variant()).isTold();
    }

    /** Whether most of what it asks with the socket it has asked for the page. */
    boolean hasSameParameters() {
      long fewer = Math.min(page.parameters().count(), socket.parameters().count());
      return 2 * page.parameters().shared(socket.parameters())
          >= Math.min(fewer, DistinctCount.EXACT);
    }

    /** Of the executions with a socket those that repeat a rendered page's. */
    long calls() {
      return page.occurrences() * pairs() / page.units()
          + socket.occurrences() * pairs() / socket.units();
    }

    double pageMs() {
      return page.tenths() / 10.0 * pairs() / page.units();
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
    Map<String, Map<GroupKey, Sighting>> pages = new TreeMap<>();
    Map<String, Map<GroupKey, Sighting>> sockets = new HashMap<>();
    for (Sighting sighting : workload.sightings(MOUNTS)) {
      When when = When.of(sighting.variant());
      String view = When.view(sighting.variant()) + (when.isTold() ? "" : " ");
      (when.isPage() ? pages : sockets)
          .computeIfAbsent(view, v -> new TreeMap<>())
          .put(sighting.groups().get(0), sighting);
    }
    return pages.entrySet().stream()
        .flatMap(
            view -> {
              Map<GroupKey, Sighting> socket = sockets.getOrDefault(view.getKey(), Map.of());
              List<Twice> both =
                  view.getValue().entrySet().stream()
                      .flatMap(e -> Twice.of(e.getValue(), socket.get(e.getKey())).stream())
                      .filter(t -> isTwice(t, workload))
                      .sorted(Comparator.comparingDouble(Twice::socketMs).reversed())
                      .toList();
              return both.isEmpty()
                  ? Stream.empty()
                  : Stream.of(suspicion(view.getKey().strip(), both, workload));
            });
  }

  /**
   * One visit is enough where LiveView's lines say that it mounts and the parameters are the same;
   * otherwise it must happen again.
   */
  private boolean isTwice(Twice twice, Workload workload) {
    QueryGroup group = workload.group(twice.socket().groups().get(0));
    boolean printed = group != null && group.printsParameters();
    if (printed && !twice.hasSameParameters()) {
      return false;
    }
    return twice.pairs() >= (printed && twice.isTold() ? 1 : thresholds.mounts());
  }

  private static Suspicion suspicion(String view, List<Twice> both, Workload workload) {
    List<Statement> statements = new ArrayList<>();
    List<CallSite> sites = new ArrayList<>();
    // A visit is one tenant's: the same query of others was asked by other visits.
    Map<String, Long> visits = new HashMap<>();
    for (Twice twice : both) {
      GroupKey key = twice.socket().groups().get(0);
      StatementStatistics known = workload.statement(key.fingerprint());
      if (known != null && !statements.contains(known.statement())) {
        statements.add(known.statement());
      }
      if (known != null) {
        String query = known.statement().textWithoutSchemas() + key.callSite();
        visits.merge(query, twice.pairs(), Long::sum);
      }
      if (key.callSite().isKnown() && !sites.contains(key.callSite())) {
        sites.add(key.callSite());
      }
    }
    long pairs = visits.values().stream().mapToLong(n -> n).max().orElse(0);
    double rendered = both.stream().mapToDouble(Twice::pageMs).sum();
    double connected = both.stream().mapToDouble(Twice::socketMs).sum();
    Note note =
        new Note(
            "log",
            Wording.count(visits.size(), "query runs", "queries run")
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
    String view = suspicion.text(VIEW);
    String table = suspicion.tables().isEmpty() ? "rows" : suspicion.tables().get(0);
    return new Verdict.Confirmed(
        view + " reads " + table + " twice for each visit",
        Confidence.OBSERVED,
        suspicion.savedMs(),
        0,
        List.of(),
        "Load in " + view + " once its socket is connected",
        List.of(new Fix.LoadWhenConnected(suspicion.function(), suspicion.file(), view, table)));
  }
}
