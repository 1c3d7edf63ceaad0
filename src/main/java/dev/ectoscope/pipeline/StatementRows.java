package dev.ectoscope.pipeline;

import dev.ectoscope.log.CallSite;
import dev.ectoscope.review.Review;
import dev.ectoscope.sql.StatementSummary;
import dev.ectoscope.workload.StatementStatistics;
import dev.ectoscope.workload.Workload;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** The workload's statements as rows of the review, largest database time first. */
final class StatementRows {

  private final Workload workload;

  StatementRows(Workload workload) {
    this.workload = workload;
  }

  List<Review.StatementRow> rows() {
    return workload.statements().stream()
        .sorted(
            Comparator.comparingLong(StatementStatistics::db)
                .reversed()
                .thenComparing(s -> s.statement().fingerprint()))
        .map(StatementRows::row)
        .toList();
  }

  private static Review.StatementRow row(StatementStatistics one) {
    var latency = one.latency();
    return new Review.StatementRow(
        one.statement().fingerprint(),
        one.statement().text(),
        StatementSummary.of(one.statement()),
        one.source(),
        one.statement().shape().rootTable(),
        one.calls(),
        one.errors(),
        one.db() / 10.0,
        one.queue() / 10.0,
        latency.quantileMs(0.50),
        latency.quantileMs(0.95),
        latency.quantileMs(0.99),
        latency.maxMs(),
        one.callSites().entrySet().stream()
            .filter(e -> e.getKey().isKnown())
            .sorted(
                Map.Entry.<CallSite, Long>comparingByValue()
                    .reversed()
                    .thenComparing(e -> e.getKey().toString()))
            .map(StatementRows::site)
            .toList(),
        latency.bins().stream()
            .map(b -> new Review.Bucket(b.fromMs(), b.toMs(), b.count()))
            .toList());
  }

  private static Review.CallSiteRow site(Map.Entry<CallSite, Long> entry) {
    CallSite site = entry.getKey();
    return new Review.CallSiteRow(site.function(), site.file(), site.line(), entry.getValue());
  }
}
