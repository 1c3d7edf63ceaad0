package dev.ectoscope.report;

import dev.ectoscope.detector.Detector;
import dev.ectoscope.detector.Family;
import dev.ectoscope.detector.index.MissingIndex;
import dev.ectoscope.report.Pages.CodeBox;
import dev.ectoscope.report.Pages.IndexLine;
import dev.ectoscope.report.Prose.Piece;
import dev.ectoscope.review.Finding;
import dev.ectoscope.review.Finding.Code;
import dev.ectoscope.review.Review;
import dev.ectoscope.review.Review.IndexChange;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Indexes to create and to drop, what they cost and give, and what was not proposed. */
final class IndexesView {

  private final Shell shell;
  private final Review review;

  IndexesView(Shell shell) {
    this.shell = shell;
    this.review = shell.review();
  }

  private record Proposal(IndexChange change, Optional<Finding> finding) {

    double saved() {
      return finding.map(f -> f.impact().savedMs()).orElse(0.0);
    }
  }

  Pages.IndexesPage page() {
    List<Proposal> create = proposals(review.indexes().create());
    List<Proposal> drop = proposals(review.indexes().drop());
    double largest = create.stream().mapToDouble(Proposal::saved).max().orElse(0);
    return new Pages.IndexesPage(
        shell.frame("Indexes", "indexes", "indexes", "indexes"),
        title(create.size(), drop.size()),
        lede(create, drop),
        create.stream().map(p -> line(p, largest)).toList(),
        drop.stream().map(p -> line(p, 0)).toList(),
        sql(create, drop),
        migrations(Stream.concat(create.stream(), drop.stream()).toList()),
        note(create),
        refused());
  }

  private List<Proposal> proposals(List<IndexChange> changes) {
    return changes.stream()
        .map(change -> new Proposal(change, finding(change)))
        .sorted(
            Comparator.comparingDouble((Proposal p) -> -p.saved())
                .thenComparing(p -> p.change().sql()))
        .toList();
  }

  private Optional<Finding> finding(IndexChange change) {
    return review.findings().stream()
        .filter(f -> f.recommendation().fixes().stream().anyMatch(c -> Effort.isFor(c, change)))
        .findFirst();
  }

  private static String title(int create, int drop) {
    if (create + drop == 0) {
      return "No index to create or to drop";
    }
    if (create == 0) {
      return indexes(drop) + " to drop";
    }
    return indexes(create)
        + " to create"
        + (drop == 0 ? "" : ", " + Words.count(drop) + " to drop");
  }

  private static String indexes(int n) {
    return Words.count(n) + Words.NBSP + (n == 1 ? "index" : "indexes");
  }

  private List<Piece> lede(List<Proposal> create, List<Proposal> drop) {
    List<Finding> findings = create.stream().flatMap(p -> p.finding().stream()).distinct().toList();
    double saved = Savings.together(review, findings);
    long size = create.stream().mapToLong(p -> p.change().sizeBytes()).sum();
    long frees = drop.stream().mapToLong(p -> p.change().sizeBytes()).sum();
    long unsized = create.stream().filter(p -> p.change().sizeBytes() == 0).count();
    List<Piece> pieces = List.of();
    if (saved > 0) {
      pieces =
          Prose.join(
              Prose.pieces("Together they give back "),
              Prose.strong(Words.duration(saved)),
              Prose.pieces(" of database time in this log"),
              Prose.pieces(size > 0 ? " and take " + Words.bytes(size) : ""),
              Prose.pieces(
                  size > 0 && unsized > 0 ? " besides " + unsized + " of unknown size" : ""),
              Prose.pieces(". "));
    }
    if (!create.isEmpty()) {
      pieces =
          Prose.join(pieces, Prose.pieces("Each also costs every write of its table a little. "));
    }
    return frees > 0
        ? Prose.join(pieces, Prose.pieces("What is dropped frees " + Words.bytes(frees) + "."))
        : pieces;
  }

  private IndexLine line(Proposal proposal, double largest) {
    IndexChange change = proposal.change();
    boolean costed = change.costBefore() > 0;
    Finding finding = proposal.finding().orElse(null);
    return new IndexLine(
        finding == null ? "" : shell.links().to("findings", finding.id()),
        CodeText.sql(what(change.sql())),
        finding == null ? List.of() : shell.title(finding),
        change.sizeBytes() > 0 ? Words.bytes(change.sizeBytes()) : "–",
        costed
            ? Words.amount(change.costBefore()) + " → " + Words.amount(change.costAfter())
            : "not costed",
        finding == null || finding.impact().savedMs() <= 0 ? "–" : shell.saves(finding),
        Svg.share(proposal.saved(), largest),
        finding == null ? "" : finding.confidence().word());
  }

  /** {@code loan_rows (loan_id)} of a CREATE INDEX, the name of a DROP INDEX. */
  private static String what(String sql) {
    int on = sql.indexOf(" ON ");
    if (on >= 0) {
      // The first of several statements names the partitioned table itself.
      return sql.substring(on + 4).replaceFirst("^ONLY ", "").replaceFirst("(?s);.*", "");
    }
    return sql.replaceFirst("(?i)^DROP INDEX (CONCURRENTLY )?(IF EXISTS )?", "")
        .replaceFirst(";$", "");
  }

  private @Nullable CodeBox sql(List<Proposal> create, List<Proposal> drop) {
    String text =
        Stream.concat(create.stream(), drop.stream())
            .map(p -> p.change().sql().replaceFirst(";?\\s*$", ";"))
            .collect(Collectors.joining("\n"));
    return text.isEmpty()
        ? null
        : new CodeBox(
            "indexes-sql",
            "SQL, each statement outside a transaction",
            "Copy SQL",
            false,
            CodeText.lines(text, "sql", false),
            List.of());
  }

  /** Each file once, in the order of the list. */
  private static List<CodeBox> migrations(List<Proposal> proposals) {
    Map<String, Code> byPath = new LinkedHashMap<>();
    for (Proposal proposal : proposals) {
      proposal.finding().stream()
          .flatMap(f -> f.recommendation().fixes().stream())
          .filter(code -> code.kind().equals("migration"))
          .forEach(code -> byPath.putIfAbsent(code.path(), code));
    }
    return byPath.values().stream()
        .map(
            code ->
                new CodeBox(
                    Links.anchor("indexes-code", Sayings.fileName(code.path())),
                    code.path(),
                    "Copy migration",
                    true,
                    CodeText.lines(code.code(), code.language(), true),
                    Prose.pieces(code.note())))
        .toList();
  }

  /** Why the list is empty, or why some of it has no figures. */
  private List<Piece> note(List<Proposal> create) {
    Optional<Review.NotChecked> not =
        review.notChecked().stream()
            .filter(n -> n.isOf(Detector.id(MissingIndex.class)))
            .findFirst();
    if (not.isPresent()) {
      return Prose.join(
          Prose.strong("Indexes not checked: "), Prose.pieces(not.get().reason() + "."));
    }
    long bare = create.stream().filter(p -> p.change().costBefore() <= 0).count();
    if (bare == 0) {
      return List.of();
    }
    return bare == 1
        ? Prose.join(
            Prose.strong("One index was not costed."),
            Prose.pieces(" Its finding says which query would use it; try it on a copy first."))
        : Prose.join(
            Prose.strong(bare + " indexes were not costed."),
            Prose.pieces(
                " Their findings say which queries would use them; try them on a copy first."));
  }

  private List<Pages.DismissedRow> refused() {
    return review.dismissed().stream()
        .filter(d -> shell.family(d.detector()) == Family.INDEX)
        .map(
            d ->
                new Pages.DismissedRow(
                    Shell.name(d.detector()),
                    shell.detectorLink(d.detector()),
                    FindingsView.about(review, d),
                    Prose.pieces(d.reason())))
        .toList();
  }
}
