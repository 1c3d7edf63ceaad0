package dev.ectoscope.report;

import dev.ectoscope.detector.Family;
import dev.ectoscope.report.Pages.PoolCard;
import dev.ectoscope.report.Prose.Piece;
import dev.ectoscope.review.Finding;
import dev.ectoscope.review.Review;
import dev.ectoscope.review.Review.PoolRepo;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How long queries waited for a connection, what was dropped, and who holds connections. */
final class PoolView {

  private final Shell shell;
  private final Review review;

  PoolView(Shell shell) {
    this.shell = shell;
    this.review = shell.review();
  }

  Pages.PoolPage page() {
    List<Finding> findings =
        review.findings().stream().filter(f -> shell.family(f.detector()) == Family.POOL).toList();
    double largest =
        review.findings().stream().mapToDouble(f -> f.impact().savedMs()).max().orElse(0);
    FindingsView rows = new FindingsView(shell);
    return new Pages.PoolPage(
        shell.frame("Pool", "pool", "pool", "pool"),
        title(),
        lede(),
        review.pool().repos().stream().map(this::card).toList(),
        findings.stream().map(f -> rows.row(f, largest)).toList());
  }

  private long dropped() {
    return review.pool().repos().stream().mapToLong(r -> r.observed().dropped()).sum();
  }

  private String title() {
    if (review.pool().repos().isEmpty()) {
      return "The log tells nothing of waiting for a connection";
    }
    if (dropped() > 0) {
      return "The pool dropped " + shell.total(Words.count(dropped(), "request"));
    }
    double worst =
        review.pool().repos().stream().mapToDouble(r -> r.observed().p95Ms()).max().orElse(0);
    return "95" + Words.NBSP + "% of the queries got a connection within " + Words.duration(worst);
  }

  private List<Piece> lede() {
    if (review.totals().queueMs() <= 0) {
      return Prose.pieces("No query printed a queue time.");
    }
    return Prose.join(
        Prose.pieces("Queries waited "),
        Prose.strong(Words.atLeast(review.totals().queueMs())),
        Prose.pieces(
            " for a connection in this log, "
                + Words.percent(shell.share(review.totals().queueMs()))
                + " of all time."));
  }

  private PoolCard card(PoolRepo repo) {
    Review.Observed o = repo.observed();
    List<Pages.Stat> stats =
        List.of(
            Shell.stat("Half waited at most", Words.duration(o.p50Ms()), "median of all checkouts"),
            Shell.stat(
                "95 % waited at most",
                Words.duration(o.p95Ms()), "queue_target is 50 ms by default"),
            Shell.stat(
                "99 % waited at most",
                Words.duration(o.p99Ms()), "the slowest hundredth waited longer"),
            Shell.stat(
                "Dropped",
                Words.count(o.dropped()),
                o.dropped() == 1
                    ? "request that failed in the queue"
                    : "requests that failed in the queue"));
    Object best = repo.recommended() == null ? null : repo.recommended().get("poolSize");
    return new PoolCard(
        repo.repo().isEmpty() ? "All repos" : repo.repo(),
        stats,
        repo.whatIf().stream().map(w -> size(w, best)).toList(),
        repo.whatIf().isEmpty()
            ? Prose.join(
                Prose.strong("Other pool sizes not checked: "),
                Prose.pieces("this review only counts what the log says of the size in use."))
            : List.of());
  }

  private static Pages.PoolSize size(Review.WhatIfPool w, @Nullable Object best) {
    return new Pages.PoolSize(
        Words.count(w.poolSize()),
        Words.millis(w.p50Ms()),
        Words.millis(w.p95Ms()),
        Words.millis(w.p99Ms()),
        Words.percent(w.dropRate()),
        Words.percent(w.utilisation()),
        best instanceof Number n && n.intValue() == w.poolSize());
  }
}
