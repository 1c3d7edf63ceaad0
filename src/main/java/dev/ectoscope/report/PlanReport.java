package dev.ectoscope.report;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import dev.ectoscope.review.Finding;
import dev.ectoscope.review.Note;
import dev.ectoscope.review.PlanReview;
import dev.ectoscope.review.Review;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.thymeleaf.context.Context;

/** One plan as text for a terminal, as JSON, or as a page that asks for nothing else. */
public final class PlanReport {

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .addModule(new SimpleModule().addSerializer(double.class, new KnownNumber()))
          .build();

  private static final int NUMBERS = 26;
  private static final int NARROW = 60;

  private PlanReport() {}

  /** JSON has no NaN: a number that EXPLAIN did not print is null. */
  private static final class KnownNumber extends StdSerializer<Double> {
    private static final long serialVersionUID = 1L;

    KnownNumber() {
      super(Double.class);
    }

    @Override
    public void serialize(Double value, JsonGenerator out, SerializerProvider provider)
        throws IOException {
      if (Double.isFinite(value)) {
        out.writeNumber(value);
      } else {
        out.writeNull();
      }
    }
  }

  public static String json(PlanReview review) {
    try {
      return JSON.writeValueAsString(review) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a plan review is plain data and always written", e);
    }
  }

  /** One file: its styles are inside, it holds no script. */
  public static String html(PlanReview review) {
    String css = HtmlReport.asset("app.css");
    Context context = new Context(Locale.ROOT);
    context.setVariable("css", css);
    context.setVariable("policy", HtmlReport.policy(css, ""));
    context.setVariable("title", headline(review));
    context.setVariable("review", review);
    context.setVariable("newline", "\n");
    context.setVariable("plans", List.of(PlanTables.of(review.plan())));
    return HtmlReport.engine().process("plan", context);
  }

  /** The same as a page of the server, under the form it was pasted into. */
  static Context page(@Nullable PlanReview review) {
    Context context = new Context(Locale.ROOT);
    if (review != null) {
      context.setVariable("title", headline(review));
      context.setVariable("review", review);
      context.setVariable("newline", "\n");
      context.setVariable("plans", List.of(PlanTables.of(review.plan())));
    }
    return context;
  }

  /** What the plan comes to, in one line. */
  public static String headline(PlanReview review) {
    if (!review.measured()) {
      return "Planned, not run; cost "
          + Words.amount(review.totalCost() == null ? 0 : review.totalCost());
    }
    String ran = "Ran " + Words.duration(review.executionMs() == null ? 0 : review.executionMs());
    String planned =
        review.planningMs() == null ? "" : ", planned " + Words.duration(review.planningMs());
    return ran + planned;
  }

  /**
   * @param width columns of the terminal
   */
  public static String console(PlanReview review, int width) {
    StringBuilder out = new StringBuilder();
    out.append(headline(review)).append("\n\n");
    tree(review.plan(), Math.max(width, NARROW), out);
    out.append("\nWhere the ").append(review.measured() ? "time" : "cost").append(" goes\n");
    review.whereTimeGoes().forEach(note -> item(note.text(), width, out));
    for (PlanReview.PlanFinding finding : review.findings()) {
      out.append('\n').append(finding.title());
      out.append("  [").append(finding.detector()).append("]\n");
      finding.evidence().stream().map(Note::text).forEach(text -> item(text, width, out));
      item("fix: " + finding.recommendation().summary(), width, out);
      finding.recommendation().fixes().forEach(code -> code(code, out));
    }
    if (review.measured() && review.findings().isEmpty()) {
      out.append("\nNothing found: ").append(review.silent().size());
      out.append(" detectors looked at this plan.\n");
    }
    for (Review.NotChecked not : review.notChecked()) {
      out.append("\nNot checked: ")
          .append(not.what())
          .append(": ")
          .append(not.reason())
          .append(".\n");
    }
    return new Ink(false).printable(out.toString().replace(Words.NBSP, ' '));
  }

  private static void tree(Finding.PlanView plan, int width, StringBuilder out) {
    String own = plan.measured() ? "own time" : "own cost";
    out.append(String.format("%10s %12s   step\n", own, "rows"));
    for (Finding.PlanRow row : plan.rows()) {
      String amount = plan.measured() ? Words.duration(row.own()) : Words.amount(row.own());
      String indent = "  ".repeat(Math.min(row.depth(), 12));
      out.append(
          String.format(
              "%10s %12s %s ", amount, Words.amount(row.rows()), row.worst() ? "!" : " "));
      out.append(indent).append(row.node()).append('\n');
      String detail = row.detail().replace("`", "");
      if (!detail.isEmpty()) {
        String blank = " ".repeat(NUMBERS) + indent + "  ";
        wrapped(detail, blank, blank, width, out);
      }
    }
  }

  private static void item(String text, int width, StringBuilder out) {
    wrapped(text, "  - ", "    ", Math.max(width, NARROW), out);
  }

  private static void code(Finding.Code code, StringBuilder out) {
    out.append("    ").append(code.path().isEmpty() ? "code:" : code.path()).append('\n');
    code.code().lines().forEach(line -> out.append(("      " + line).stripTrailing()).append('\n'));
    if (!code.note().isEmpty()) {
      out.append("      ").append(code.note()).append('\n');
    }
  }

  private static void wrapped(
      String text, String first, String others, int width, StringBuilder out) {
    String before = first;
    for (String line : ConsoleReport.wrap(text, width - first.length())) {
      out.append(before).append(line).append('\n');
      before = others;
    }
  }
}
