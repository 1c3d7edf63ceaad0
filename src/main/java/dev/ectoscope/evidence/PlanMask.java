package dev.ectoscope.evidence;

import dev.ectoscope.postgres.plan.Plan;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Removes parameter values from the conditions of a plan. EXPLAIN folds bound values into them;
 * only what the statement's own text spells out may stay.
 */
public final class PlanMask {

  private static final Pattern LITERAL =
      Pattern.compile("'[^']*+(?:''[^']*+)*+'|(?<![\\w$.\"])-?\\d+(?:\\.\\d+)?(?![\\w\"])");

  private final String sql;

  private PlanMask(String sql) {
    this.sql = sql;
  }

  /** The plan with every literal that the statement does not spell out as {@code $}. */
  public static Plan of(Plan plan, String sql) {
    return plan.withTexts(new PlanMask(sql)::text);
  }

  String text(String condition) {
    Matcher literal = LITERAL.matcher(condition);
    return literal.replaceAll(
        found -> Matcher.quoteReplacement(isInStatement(found.group()) ? found.group() : "$"));
  }

  private boolean isInStatement(String literal) {
    return Pattern.compile("(?<![\\w$])" + Pattern.quote(literal) + "(?!\\w)").matcher(sql).find();
  }

  static String text(String condition, String sql) {
    return new PlanMask(sql).text(condition);
  }
}
