package dev.ectoscope.report;

import dev.ectoscope.review.Review;
import dev.ectoscope.review.StatementRow;
import java.io.IOException;
import java.io.Writer;

/**
 * Writes a review as JSON by hand, component by component: to find the components out at run time
 * takes longer than to read a small log. What is not known and what says nothing is left out as the
 * annotations of the records say, which hold for reading.
 */
final class ReviewJson {

  private final JsonFields to;
  private final FindingJson findings;

  private ReviewJson(JsonFields to) {
    this.to = to;
    this.findings = new FindingJson(to);
  }

  static void write(Review review, Writer text) throws IOException {
    JsonFields to = new JsonFields(text);
    to.whole(review, new ReviewJson(to)::review);
  }

  private void review(Review review) throws IOException {
    to.text("schema", review.schema());
    to.text("app", review.app());
    to.text("created", review.created());
    to.object("input", review.input(), this::input);
    to.object("totals", review.totals(), this::totals);
    to.list("statements", review.statements(), this::statement);
    to.list("findings", review.findings(), findings::finding);
    to.list("dismissed", review.dismissed(), this::dismissed);
    to.list("notChecked", review.notChecked(), this::notChecked);
    to.object("indexes", review.indexes(), this::indexes);
    to.object("pool", review.pool(), this::pool);
    to.object("server", review.server(), this::server);
    if (review.serverStatements() != null) {
      to.object("serverStatements", review.serverStatements(), this::serverStatements);
    }
  }

  private void input(Review.Input input) throws IOException {
    to.list("files", input.files(), this::file);
    if (input.readMs() != 0) {
      to.number("readMs", input.readMs());
    }
  }

  private void file(Review.InputFile file) throws IOException {
    to.text("path", file.path());
    to.text("format", file.format());
    to.number("bytes", file.bytes());
    to.number("lines", file.lines());
    to.number("headers", file.headers());
    to.number("understood", file.understood());
    to.list("unread", file.unread(), this::unread);
    to.text("database", file.database());
    to.texts("lowerBounds", file.lowerBounds());
  }

  private void unread(Review.Unread unread) throws IOException {
    to.number("line", unread.line());
    to.text("reason", unread.reason());
  }

  private void totals(Review.Totals totals) throws IOException {
    to.number("queries", totals.queries());
    to.number("ok", totals.ok());
    to.number("error", totals.error());
    to.number("dbMs", totals.dbMs());
    to.number("queueMs", totals.queueMs());
    to.number("decodeMs", totals.decodeMs());
    to.number("idleMs", totals.idleMs());
    to.number("statements", totals.statements());
    to.number("units", totals.units());
    to.number("spanMs", totals.spanMs());
    to.map("bySource", totals.bySource());
    to.map("byCommand", totals.byCommand());
    to.map("unitsByKind", totals.unitsByKind());
    to.flag("atLeast", totals.atLeast());
  }

  private void statement(StatementRow row) throws IOException {
    to.text("fingerprint", row.fingerprint());
    to.text("sql", row.sql());
    to.text("summary", row.summary());
    to.text("source", row.source());
    to.text("table", row.table());
    to.number("calls", row.calls());
    to.number("errors", row.errors());
    to.number("dbMs", row.dbMs());
    to.number("queueMs", row.queueMs());
    to.number("p50Ms", row.p50Ms());
    to.number("p95Ms", row.p95Ms());
    to.number("p99Ms", row.p99Ms());
    to.number("maxMs", row.maxMs());
    to.list("callSites", row.callSites(), this::callSite);
    to.list("histogram", row.histogram(), this::bucket);
    to.text("title", row.title());
    to.number("decodeMs", row.decodeMs());
    if (row.pgss() != null) {
      to.object("pgss", row.pgss(), this::pgss);
    }
  }

  private void callSite(StatementRow.CallSiteRow site) throws IOException {
    to.text("function", site.function());
    to.text("file", site.file());
    to.number("line", site.line());
    to.number("calls", site.calls());
    to.number("units", site.units());
    to.number("dbMs", site.dbMs());
  }

  private void bucket(StatementRow.Bucket bucket) throws IOException {
    to.number("fromMs", bucket.fromMs());
    to.number("toMs", bucket.toMs());
    to.number("calls", bucket.calls());
  }

  private void pgss(StatementRow.Pgss pgss) throws IOException {
    to.textsIfKnown("queryIds", pgss.queryIds());
    to.textIfKnown("matchedBy", pgss.matchedBy());
    to.textsIfKnown("sharedWith", pgss.sharedWith());
    to.number("calls", pgss.calls());
    to.number("totalMs", pgss.totalMs());
    to.number("meanMs", pgss.meanMs());
    to.numberIfKnown("minMs", pgss.minMs());
    to.numberIfKnown("maxMs", pgss.maxMs());
    to.numberIfKnown("stddevMs", pgss.stddevMs());
    to.numberIfKnown("rows", pgss.rows());
    to.numberIfKnown("sharedBlksHit", pgss.sharedBlksHit());
    to.numberIfKnown("sharedBlksRead", pgss.sharedBlksRead());
    to.numberIfKnown("sharedBlksDirtied", pgss.sharedBlksDirtied());
    to.numberIfKnown("tempBlksWritten", pgss.tempBlksWritten());
    to.numberIfKnown("ioMs", pgss.ioMs());
    to.numberIfKnown("walBytes", pgss.walBytes());
    to.numberIfKnown("plans", pgss.plans());
    to.numberIfKnown("planMs", pgss.planMs());
    to.numberIfKnown("jitMs", pgss.jitMs());
  }

  private void dismissed(Review.Dismissed dismissed) throws IOException {
    to.text("detector", dismissed.detector());
    to.texts("statements", dismissed.statements());
    to.text("reason", dismissed.reason());
  }

  private void notChecked(Review.NotChecked notChecked) throws IOException {
    to.text("what", notChecked.what());
    to.text("reason", notChecked.reason());
  }

  private void indexes(Review.Indexes indexes) throws IOException {
    to.list("create", indexes.create(), this::change);
    to.list("drop", indexes.drop(), this::change);
    to.number("workloadCostBefore", indexes.workloadCostBefore());
    to.number("workloadCostAfter", indexes.workloadCostAfter());
    to.number("whatIfCalls", indexes.whatIfCalls());
  }

  private void change(Review.IndexChange change) throws IOException {
    to.text("sql", change.sql());
    to.number("costBefore", change.costBefore());
    to.number("costAfter", change.costAfter());
    to.number("sizeBytes", change.sizeBytes());
  }

  private void pool(Review.Pool pool) throws IOException {
    to.list("repos", pool.repos(), this::repo);
  }

  private void repo(Review.PoolRepo repo) throws IOException {
    to.text("repo", repo.repo());
    to.object("observed", repo.observed(), this::observed);
    to.list("whatIf", repo.whatIf(), this::whatIf);
    to.map("recommended", repo.recommended());
  }

  private void observed(Review.Observed observed) throws IOException {
    to.number("p50Ms", observed.p50Ms());
    to.number("p95Ms", observed.p95Ms());
    to.number("p99Ms", observed.p99Ms());
    to.number("dropped", observed.dropped());
  }

  private void whatIf(Review.WhatIfPool whatIf) throws IOException {
    to.number("poolSize", whatIf.poolSize());
    to.number("p50Ms", whatIf.p50Ms());
    to.number("p95Ms", whatIf.p95Ms());
    to.number("p99Ms", whatIf.p99Ms());
    to.number("dropRate", whatIf.dropRate());
    to.number("utilisation", whatIf.utilisation());
  }

  private void server(Review.Server server) throws IOException {
    to.text("description", server.description());
    to.number("plansMeasured", server.plansMeasured());
    to.number("plansWanted", server.plansWanted());
    to.number("statementsSent", server.statementsSent());
    to.number("spentMs", server.spentMs());
  }

  private void serverStatements(Review.ServerStatements whole) throws IOException {
    to.text("source", whole.source());
    to.text("readAt", whole.readAt());
    to.text("since", whole.since());
    to.number("statements", whole.statements());
    to.number("calls", whole.calls());
    to.number("totalMs", whole.totalMs());
    to.number("matched", whole.matched());
    to.number("ofLog", whole.ofLog());
    to.numberOrNull("evictions", whole.evictions());
    to.list("origins", whole.origins(), this::origin);
    to.list("unseen", whole.unseen(), this::unseen);
    to.texts("notes", whole.notes());
  }

  private void origin(Review.OriginRow origin) throws IOException {
    to.text("origin", origin.origin());
    to.text("words", origin.words());
    to.number("statements", origin.statements());
    to.number("calls", origin.calls());
    to.number("totalMs", origin.totalMs());
  }

  private void unseen(Review.UnseenRow unseen) throws IOException {
    to.textIfKnown("queryId", unseen.queryId());
    to.textIfKnown("sql", unseen.sql());
    to.textIfKnown("summary", unseen.summary());
    to.textIfKnown("origin", unseen.origin());
    to.textIfKnown("role", unseen.role());
    to.number("calls", unseen.calls());
    to.number("totalMs", unseen.totalMs());
    to.number("meanMs", unseen.meanMs());
    to.numberIfKnown("rows", unseen.rows());
  }
}
