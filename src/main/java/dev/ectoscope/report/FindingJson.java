package dev.ectoscope.report;

import dev.ectoscope.review.Finding;
import dev.ectoscope.review.Note;
import java.io.IOException;

/** Writes a finding as JSON, component by component. */
final class FindingJson {

  private final JsonFields to;

  FindingJson(JsonFields to) {
    this.to = to;
  }

  void finding(Finding finding) throws IOException {
    to.text("id", finding.id());
    to.text("detector", finding.detector());
    to.text("variant", finding.variant());
    to.text("title", finding.title());
    to.text("severity", finding.severity().word());
    to.text("confidence", finding.confidence().word());
    to.texts("tables", finding.tables());
    to.texts("statements", finding.statements());
    to.list("callSites", finding.callSites(), this::site);
    to.number("occurrences", finding.occurrences());
    to.number("units", finding.units());
    to.object("impact", finding.impact(), this::impact);
    to.list("evidence", finding.evidence(), this::note);
    to.texts("samples", finding.samples());
    to.object("recommendation", finding.recommendation(), this::recommendation);
    to.object("timeline", finding.timeline(), this::timeline);
    to.list("plans", finding.plans(), this::plan);
    to.text("unit", finding.unit());
    if (!finding.related().isEmpty()) {
      to.list("related", finding.related(), this::related);
    }
  }

  private void site(Finding.FindingSite site) throws IOException {
    to.text("function", site.function());
    to.text("printed", site.printed());
    to.text("file", site.file());
    to.number("line", site.line());
  }

  private void impact(Finding.Impact impact) throws IOException {
    to.number("dbMs", impact.dbMs());
    to.number("share", impact.share());
    to.number("savedMs", impact.savedMs());
  }

  private void note(Note note) throws IOException {
    to.text("kind", note.kind());
    to.text("text", note.text());
  }

  private void recommendation(Finding.Recommendation recommendation) throws IOException {
    to.text("summary", recommendation.summary());
    to.list("fixes", recommendation.fixes(), this::code);
  }

  private void code(Finding.Code code) throws IOException {
    to.text("kind", code.kind());
    to.text("language", code.language());
    to.text("path", code.path());
    to.text("code", code.code());
    to.textIfAny("before", code.before());
    if (code.line() != 0) {
      to.number("line", code.line());
    }
    to.textIfAny("note", code.note());
  }

  private void timeline(Finding.Timeline timeline) throws IOException {
    to.text("unit", timeline.unit());
    to.number("durationMs", timeline.durationMs());
    to.list("spans", timeline.spans(), this::span);
    if (timeline.whole() != null) {
      to.object("whole", timeline.whole(), this::whole);
    }
  }

  private void whole(Finding.Whole whole) throws IOException {
    to.number("queries", whole.queries());
    to.number("repeated", whole.repeated());
    to.number("repeatedMs", whole.repeatedMs());
  }

  private void span(Finding.Span span) throws IOException {
    to.text("label", span.label());
    to.number("startMs", span.startMs());
    to.number("queueMs", span.queueMs());
    to.number("dbMs", span.dbMs());
    to.flag("repeated", span.repeated());
  }

  private void plan(Finding.PlanView plan) throws IOException {
    to.text("title", plan.title());
    to.flag("measured", plan.measured());
    to.number("costOrMs", plan.costOrMs());
    to.list("rows", plan.rows(), this::row);
    to.text("note", plan.note());
  }

  private void row(Finding.PlanRow row) throws IOException {
    to.number("depth", row.depth());
    to.text("node", row.node());
    to.text("detail", row.detail());
    to.number("rows", row.rows());
    to.number("own", row.own());
    to.flag("worst", row.worst());
  }

  private void related(Finding.Related related) throws IOException {
    to.text("id", related.id());
    to.text("order", related.order());
    to.text("text", related.text());
  }
}
