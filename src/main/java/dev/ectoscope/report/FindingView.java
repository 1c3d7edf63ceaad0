package dev.ectoscope.report;

import dev.ectoscope.report.Pages.Fact;
import dev.ectoscope.report.Pages.Link;
import dev.ectoscope.report.Pages.Place;
import dev.ectoscope.report.Pages.Related;
import dev.ectoscope.report.Prose.Piece;
import dev.ectoscope.review.Finding;
import dev.ectoscope.review.Finding.FindingSite;
import dev.ectoscope.review.Review;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The page of one finding: what to change, how it ran, and the evidence. */
final class FindingView {

  private static final int MOST_RELATED = 5;

  /** Evidence that is not folded away. */
  private static final int MOST_EVIDENCE = 8;

  private final Shell shell;
  private final Review review;
  private final Links links;

  FindingView(Shell shell) {
    this.shell = shell;
    this.review = shell.review();
    this.links = shell.links();
  }

  Pages.FindingPage page(Finding f) {
    List<FindingSite> sites = Sayings.sites(f);
    List<Pages.EvidenceRow> evidence = evidence(f);
    FindingSite first = sites.isEmpty() ? new FindingSite("", "", "", 0) : sites.get(0);
    String more = sites.size() > 1 ? "and " + (sites.size() - 1) + " more" : "";
    return new Pages.FindingPage(
        shell.frame(f.title(), "finding", Links.anchor("findings", f.id()), "findings"),
        links.to("findings"),
        Shell.name(f.detector()),
        neighbour(f, -1),
        neighbour(f, 1),
        position(f),
        shell.title(f),
        first.function() == null ? "" : first.function(),
        shell.place(first),
        more,
        f.severity().word(),
        Shell.capital(f.severity().word()),
        f.confidence().word(),
        new FindingStats(shell).of(f),
        named(f, Sayings.action(f)),
        named(f, Sayings.condition(f)),
        CodeBoxes.of(f),
        f.timeline() == null ? null : TimelineChart.of(f, f.timeline()),
        "One " + UnitWords.one(f.unit()),
        f.plans().stream().map(PlanTables::of).toList(),
        evidence.stream().limit(MOST_EVIDENCE).toList(),
        evidence.stream().skip(MOST_EVIDENCE).toList(),
        f.samples().stream().map(CodeText::sample).toList(),
        about(f),
        facts(f),
        related(f));
  }

  private static List<Piece> named(Finding f, String text) {
    return Prose.pieces(Prose.named(text, f.tables()));
  }

  /** Address of the finding before or after this one in the list, or "". */
  private String neighbour(Finding f, int step) {
    int at = review.findings().indexOf(f) + step;
    return at < 0 || at >= review.findings().size()
        ? ""
        : links.to("findings", review.findings().get(at).id());
  }

  private String position(Finding f) {
    int n = review.findings().size();
    return n < 2 ? "" : (review.findings().indexOf(f) + 1) + " of " + n;
  }

  private static List<Pages.EvidenceRow> evidence(Finding f) {
    List<Pages.EvidenceRow> rows = new ArrayList<>();
    for (boolean unsure : new boolean[] {false, true}) {
      f.evidence().stream()
          .filter(note -> note.kind().equals("not-verified") == unsure)
          .forEach(
              note ->
                  rows.add(
                      new Pages.EvidenceRow(kindWord(note.kind()), unsure, named(f, note.text()))));
    }
    return rows;
  }

  private static String kindWord(String kind) {
    return Shell.capital(kind.equals("what-if") ? kind : kind.replace('-', ' '));
  }

  private Pages.@Nullable About about(Finding f) {
    return shell
        .info(f.detector())
        .map(
            info ->
                new Pages.About(
                    "ectoscope explain " + info.id(),
                    shell.detectorLink(info.id()),
                    Prose.pieces(info.whyItMatters()),
                    Prose.pieces(info.whenItIsFine())))
        .orElse(null);
  }

  private List<Fact> facts(Finding f) {
    List<Fact> facts = new ArrayList<>();
    if (!f.variant().isEmpty()) {
      facts.add(fact("Variant", f.variant()));
    }
    List<Link> statements = f.statements().stream().map(this::statement).toList();
    if (!statements.isEmpty()) {
      facts.add(
          new Fact(
              statements.size() == 1 ? "Statement" : "Statements",
              List.of(),
              statements,
              Place.NONE));
    }
    if (!f.tables().isEmpty()) {
      String tables = f.tables().stream().map(t -> "`" + t + "`").collect(Collectors.joining(", "));
      facts.add(fact(f.tables().size() == 1 ? "Table" : "Tables", tables));
    }
    for (FindingSite site : f.callSites()) {
      Place place = shell.place(site);
      String printed = site.printed() == null ? "" : site.printed();
      String text =
          printed.equals(site.function()) ? site.function() : "printed as `" + printed + "`";
      facts.add(new Fact("Call site", Prose.pieces(text), List.of(), place));
    }
    facts.add(fact("Finding id", "`" + f.id() + "`"));
    return facts;
  }

  private static Fact fact(String name, String text) {
    return new Fact(name, Prose.pieces(text), List.of(), Place.NONE);
  }

  private Link statement(String fingerprint) {
    boolean known =
        review.statements().stream().anyMatch(row -> row.fingerprint().equals(fingerprint));
    return new Link(
        Prose.pieces("`" + fingerprint + "`"), known ? links.to("statements", fingerprint) : "");
  }

  private List<Related> related(Finding f) {
    Stream<Related> ofTheCause =
        f.related().stream()
            .flatMap(
                r ->
                    review.findings().stream()
                        .filter(other -> other.id().equals(r.id()))
                        .map(other -> new Related(shell.link(other), Shell.capital(r.text()))));
    Stream<Related> ofTheTable =
        review.findings().stream()
            .filter(other -> !other.id().equals(f.id()))
            .filter(other -> f.related().stream().noneMatch(r -> r.id().equals(other.id())))
            .filter(other -> other.tables().stream().anyMatch(f.tables()::contains))
            .map(other -> new Related(shell.link(other), beneath(other)));
    return Stream.concat(ofTheCause, ofTheTable).limit(MOST_RELATED).toList();
  }

  private String beneath(Finding other) {
    String function = Sayings.function(other);
    return (function.isEmpty() ? "" : function + " · ") + shell.saves(other);
  }
}
