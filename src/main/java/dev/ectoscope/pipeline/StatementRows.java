package dev.ectoscope.pipeline;

import dev.ectoscope.log.CallSite;
import dev.ectoscope.review.StatementRow;
import dev.ectoscope.sql.StatementSummary;
import dev.ectoscope.sql.StatementTitle;
import dev.ectoscope.workload.GroupKey;
import dev.ectoscope.workload.QueryGroup;
import dev.ectoscope.workload.StatementStatistics;
import dev.ectoscope.workload.Workload;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The workload's statements as rows of the review, largest database time first. */
final class StatementRows {

  /** More call sites than people look at. */
  private static final int MOST_SITES = 200;

  private final Workload workload;
  private final ServerStatementViews server;

  StatementRows(Workload workload, ServerStatementViews server) {
    this.workload = workload;
    this.server = server;
  }

  List<StatementRow> rows() {
    return workload.statements().stream()
        .sorted(
            Comparator.comparingLong(StatementStatistics::db)
                .reversed()
                .thenComparing(StatementStatistics::fingerprint))
        .map(this::row)
        .toList();
  }

  private StatementRow row(StatementStatistics one) {
    var latency = one.latency();
    return new StatementRow(
        one.statement().fingerprint(),
        Shortened.text(one.statement().text()),
        Shortened.text(StatementSummary.of(one.statement())),
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
        sites(one),
        latency.bins().stream()
            .map(b -> new StatementRow.Bucket(b.fromMs(), b.toMs(), b.count()))
            .toList(),
        StatementTitle.of(one.statement().shape()),
        one.decode() / 10.0,
        server.of(one.statement().fingerprint()));
  }

  /** Those that call most often; of very many the others as one. */
  private List<StatementRow.CallSiteRow> sites(StatementStatistics one) {
    List<Map.Entry<CallSite, Long>> known =
        one.callSites().entrySet().stream()
            .filter(e -> e.getKey().isKnown())
            .sorted(
                Map.Entry.<CallSite, Long>comparingByValue()
                    .reversed()
                    .thenComparing(e -> e.getKey().toString()))
            .toList();
    Stream<StatementRow.CallSiteRow> told =
        known.stream().limit(MOST_SITES).map(e -> site(one.fingerprint(), e));
    return (known.size() <= MOST_SITES
            ? told
            : Stream.concat(told, Stream.of(others(known.subList(MOST_SITES, known.size())))))
        .toList();
  }

  private static StatementRow.CallSiteRow others(List<Map.Entry<CallSite, Long>> sites) {
    return new StatementRow.CallSiteRow(
        String.format(Locale.US, "(%,d more call sites)", sites.size()),
        "",
        0,
        sites.stream().mapToLong(Map.Entry::getValue).sum());
  }

  private StatementRow.CallSiteRow site(String fingerprint, Map.Entry<CallSite, Long> entry) {
    CallSite site = entry.getKey();
    Optional<QueryGroup> group =
        Optional.ofNullable(workload.group(new GroupKey(fingerprint, site)));
    return new StatementRow.CallSiteRow(
        site.function(),
        site.file(),
        site.line(),
        entry.getValue(),
        group.map(QueryGroup::units).orElse(0L),
        group.map(g -> g.db() / 10.0).orElse(0.0));
  }
}
