package dev.ectoscope.detector.query;

import dev.ectoscope.detector.Detector;
import dev.ectoscope.detector.DetectorInfo;
import dev.ectoscope.detector.Suspicion;
import dev.ectoscope.detector.Verdict;
import dev.ectoscope.elixir.CallSites;
import dev.ectoscope.elixir.ElixirProject;
import dev.ectoscope.elixir.FragmentCall;
import dev.ectoscope.elixir.Place;
import dev.ectoscope.evidence.Evidence;
import dev.ectoscope.log.CallSite;
import dev.ectoscope.review.Confidence;
import dev.ectoscope.review.Fix;
import dev.ectoscope.review.Note;
import dev.ectoscope.workload.StatementStatistics;
import dev.ectoscope.workload.Workload;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

@DetectorInfo(
    id = "raw-fragment",
    title = "A fragment says what Ecto's own words can say",
    whyItMatters =
        """
        Ecto cannot check the types inside a fragment, casts nothing for it, and cannot compose it. \
        now() in a fragment also follows the time zone of the session, where ago/2 sends UTC.""",
    whenItIsFine = "When Ecto has no words for it, or the query is meant to be plain SQL.",
    evidence = {"log", "source"},
    bad =
        """
        from(l in Loan, where: fragment("? > now() - interval '30 days'", l.lent_at))""",
    good =
        """
        from(l in Loan, where: l.lent_at > ago(30, "day"))""",
    references = "https://hexdocs.pm/ecto/Ecto.Query.API.html")
public final class RawFragment implements Detector {

  /** Ecto names its relations {@code "loans" AS l0}: text without them is plain SQL. */
  private static final Pattern WRITTEN_BY_ECTO =
      Pattern.compile("\"\\w+\" AS [a-z]+\\d+(?!\\w)|UPDATE \"\\w+\" AS [a-z]+\\d+");

  private static final Pattern TEXT = Pattern.compile("'[^']*+(?:''[^']*+)*+'");

  /**
   * Words that Ecto never prints (Ecto.Adapters.Postgres.Connection, {@code expr/3}): a list of
   * {@code in} has no blank after its commas, {@code not is_nil} is {@code NOT (… IS NULL)}, {@code
   * !=} is {@code !=}, {@code ago} sends its time as a parameter.
   */
  private enum Form {
    INTERVAL(
        "INTERVAL",
        "(?i)(now\\(\\)|current_timestamp|current_date) *[-+] *(\\$\\d+::)?interval",
        "%s > ago(30, \"day\")"),
    LIST(", $", "(?i)\\bIN \\(\\$\\d+, \\$\\d+", "%s in ^values"),
    NOT_NULL("IS NOT NULL", "(?i)\"\\w+\" IS NOT NULL", "not is_nil(%s)"),
    BETWEEN(
        "BETWEEN",
        "(?i)\\bBETWEEN \\$\\d+(::\\w+)? AND \\$\\d+",
        "%1$s >= ^from and %1$s <= ^until"),
    UNEQUAL("<>", "\"\\w+\" <> ", "%s != ^value"),
    PATTERN("||", "(?i)LIKE '\\?+' *\\|\\| *\\$\\d+", "ilike(%s, ^\"%%#{term}%%\")");

    /** What stands in each such text, in capitals: most texts are told without a pattern. */
    private final String sign;

    private final Pattern printed;
    private final String ecto;

    Form(String sign, String printed, String ecto) {
      this.sign = sign;
      this.printed = Pattern.compile(printed);
      this.ecto = ecto;
    }
  }

  private static final Pattern FIELD = Pattern.compile("([a-z]+)\\d+\\.\"(\\w+)\"");

  @Override
  public Stream<Suspicion> suspect(Workload workload) {
    return workload.statements().stream().flatMap(s -> suspicion(s).stream());
  }

  /**
   * Fragments as they are written, where the SQL alone does not tell them from Ecto's own words.
   */
  @Override
  public Stream<Suspicion> suspect(Workload workload, ElixirProject source) {
    List<FragmentCall> fragments =
        source.fragments().stream().filter(call -> EctoWords.of(call).isPresent()).toList();
    return fragments.isEmpty()
        ? Stream.empty()
        : workload.statements().stream()
            .filter(statistics -> suspicion(statistics).isEmpty())
            .flatMap(statistics -> written(statistics, fragments, source).stream());
  }

  private static Optional<Suspicion> written(
      StatementStatistics statistics, List<FragmentCall> fragments, ElixirProject source) {
    String text = statistics.statement().text();
    List<FragmentCall> printed =
        fragments.stream().filter(call -> EctoWords.printed(call).matcher(text).find()).toList();
    if (printed.isEmpty()) {
      return Optional.empty();
    }
    CallSites sites = new CallSites(source);
    List<CallSite> sent = Whole.callSites(statistics);
    return (sent.isEmpty() ? List.of(CallSite.UNKNOWN) : sent)
        .stream()
            .map(site -> sites.place(site, statistics.statement()))
            .filter(Place::isKnown)
            .flatMap(place -> printed.stream().filter(call -> isIn(call, place, source)))
            .findFirst()
            .map(call -> suspicion(statistics, call));
  }

  /** In the function of the Repo call, or in one that makes its query. */
  private static boolean isIn(FragmentCall call, Place place, ElixirProject source) {
    return call.function().equals(place.function())
        || source.function(place.function()).stream()
            .flatMap(function -> source.callees(function).stream())
            .filter(call.function()::equals)
            .flatMap(callee -> source.function(callee).stream())
            .anyMatch(callee -> source.repoCalls(callee).isEmpty());
  }

  private static Suspicion suspicion(StatementStatistics statistics, FragmentCall call) {
    Note note = new Note("source", call.file() + ":" + call.line() + " has " + call.text());
    return Whole.suspicion(
        statistics,
        "",
        0,
        List.of(note),
        List.of(),
        Map.of(
            "fragment",
            call.text(),
            "ecto",
            EctoWords.of(call).orElse(""),
            "function",
            call.function(),
            "file",
            call.file()));
  }

  private static Optional<Suspicion> suspicion(StatementStatistics statistics) {
    String original = statistics.statement().text();
    // Same length, so that a place in the one is a place in the other.
    String text =
        original.indexOf('\'') < 0
            ? original
            : TEXT.matcher(original)
                .replaceAll(m -> "'" + "?".repeat(m.group().length() - 2) + "'");
    String capitals = text.toUpperCase(Locale.ROOT);
    List<Form> possible =
        Stream.of(Form.values()).filter(form -> capitals.contains(form.sign)).toList();
    if (possible.isEmpty() || !WRITTEN_BY_ECTO.matcher(text).find() || isOfALibrary(statistics)) {
      return Optional.empty();
    }
    for (Form form : possible) {
      Matcher found = form.printed.matcher(text);
      if (found.find()) {
        return Optional.of(suspicion(statistics, form, around(original, found)));
      }
    }
    return Optional.empty();
  }

  private static boolean isOfALibrary(StatementStatistics statistics) {
    List<CallSite> sites = Whole.callSites(statistics);
    return !sites.isEmpty() && sites.stream().noneMatch(CallSite::isApplication);
  }

  /** The fragment with the column it is about: what stands between the brackets or ANDs around. */
  private static String around(String text, Matcher found) {
    int from = found.start();
    int depth = 0;
    while (from > 0 && !(depth == 0 && isEdge(text, from - 1))) {
      from--;
      depth += text.charAt(from) == ')' ? 1 : text.charAt(from) == '(' ? -1 : 0;
    }
    int to = found.start();
    depth = 0;
    while (to < text.length()
        && !(depth == 0 && text.charAt(to) == ')')
        && !ends(text, to, found)) {
      depth += text.charAt(to) == '(' ? 1 : text.charAt(to) == ')' ? -1 : 0;
      to++;
    }
    return text.substring(from, to).strip();
  }

  private static boolean isEdge(String text, int at) {
    return text.charAt(at) == '(' || text.startsWith("AND ", Math.max(0, at - 3));
  }

  private static boolean ends(String text, int at, Matcher found) {
    return at >= found.end() && text.startsWith(" AND ", at);
  }

  private static Suspicion suspicion(StatementStatistics statistics, Form form, String fragment) {
    Matcher field = FIELD.matcher(fragment);
    String name = field.find() ? field.group(1) + "." + field.group(2) : "x.field";
    Note note =
        new Note("log", "Ecto would not print this by itself: " + fragment + " (a fragment)");
    return Whole.suspicion(
        statistics,
        "",
        0,
        List.of(note),
        List.of(),
        Map.of("fragment", fragment, "ecto", String.format(form.ecto, name)));
  }

  @Override
  public Verdict judge(Suspicion suspicion, Evidence evidence) {
    String fragment = suspicion.text("fragment");
    String ecto = suspicion.text("ecto");
    String table = suspicion.statement().shape().rootTable();
    Optional<FragmentCall> written =
        suspicion.facts().containsKey("file")
            ? Optional.empty()
            : evidence.source().flatMap(source -> written(suspicion, source));
    return new Verdict.Confirmed(
        "A fragment on " + (table.isEmpty() ? "a table" : table) + " says what Ecto can say",
        Confidence.OBSERVED,
        0,
        0,
        List.of(),
        "Say it in Ecto's words" + Wording.in(suspicion.function()),
        List.of(
            written
                .map(
                    call ->
                        new Fix.EctoForm(
                            call.function(),
                            call.file(),
                            call.text(),
                            EctoWords.of(call).orElse(ecto)))
                .orElseGet(
                    () ->
                        new Fix.EctoForm(
                            (String)
                                suspicion.facts().getOrDefault("function", suspicion.function()),
                            (String) suspicion.facts().getOrDefault("file", suspicion.file()),
                            fragment,
                            ecto))));
  }

  /** The fragment of the source that prints what the log shows. */
  private static Optional<FragmentCall> written(Suspicion suspicion, ElixirProject source) {
    String text = suspicion.statement().text();
    return suspicion
        .place()
        .filter(Place::isKnown)
        .flatMap(
            place ->
                source.fragments().stream()
                    .filter(call -> EctoWords.of(call).isPresent())
                    .filter(call -> EctoWords.printed(call).matcher(text).find())
                    .filter(call -> isIn(call, place, source))
                    .findFirst());
  }
}
