package dev.ectoscope.web;

import dev.ectoscope.pipeline.InputNotUnderstood;
import dev.ectoscope.pipeline.PlanAdvisor;
import dev.ectoscope.report.HtmlReport;
import dev.ectoscope.review.PlanReview;
import dev.ectoscope.review.Review;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;

/**
 * The form a plan is pasted into. Its token is of this start of the server and stands only in its
 * own pages, which other sites cannot read. Nothing of a plan is kept.
 */
final class PlanPage {

  /** Of the plan; a form's coding makes three bytes of many a one. */
  private static final int LONGEST_PLAN = 1 << 20;

  private static final int LONGEST_FORM = 3 * LONGEST_PLAN + 1_000;

  private final String token = token();

  /** The empty form. */
  String form(HtmlReport html, Review review) {
    return html.planForm(review, token, null, "");
  }

  /** The answer to a form that was sent; sets the status. */
  String answer(Context ctx, HtmlReport html, Review review) throws IOException {
    byte[] body;
    try (InputStream in = ctx.req().getInputStream()) {
      body = in.readNBytes(LONGEST_FORM + 1);
    }
    Map<String, String> form = body.length > LONGEST_FORM ? Map.of() : fields(body);
    String plan = form.getOrDefault("plan", "");
    if (body.length > LONGEST_FORM || plan.length() > LONGEST_PLAN) {
      ctx.status(413);
      return html.planForm(
          review, token, null, "A plan of more than 1 MB is read by `ectoscope plan FILE`.");
    }
    if (!isOurs(form.getOrDefault("token", ""))) {
      ctx.status(403);
      return html.planForm(
          review, token, null, "The form was of an earlier start of this server. Send it again.");
    }
    try {
      PlanReview read = PlanAdvisor.advise(plan, Instant.now());
      return html.planForm(review, token, read, "");
    } catch (InputNotUnderstood e) {
      ctx.status(422);
      return html.planForm(review, token, null, capital(e.getMessage()));
    }
  }

  private boolean isOurs(String sent) {
    return MessageDigest.isEqual(
        sent.getBytes(StandardCharsets.UTF_8), token.getBytes(StandardCharsets.UTF_8));
  }

  /** Javalin's own reading of forms knows no limit of this size. */
  private static Map<String, String> fields(byte[] body) {
    Map<String, String> fields = new HashMap<>();
    for (String field : new String(body, StandardCharsets.ISO_8859_1).split("&")) {
      int equals = field.indexOf('=');
      if (equals > 0) {
        fields.put(decoded(field.substring(0, equals)), decoded(field.substring(equals + 1)));
      }
    }
    return fields;
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return "";
    }
  }

  private static String capital(String text) {
    return Character.toUpperCase(text.charAt(0)) + text.substring(1);
  }

  private static String token() {
    byte[] random = new byte[16];
    new SecureRandom().nextBytes(random);
    return HexFormat.of().formatHex(random);
  }
}
