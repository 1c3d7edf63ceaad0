package dev.ectoscope.digest;

import dev.ectoscope.report.HtmlReport;
import java.util.Locale;
import org.thymeleaf.context.Context;

/**
 * The digest as a mail in HTML: one table of 600 pixels, inline styles, no images, readable in the
 * dark.
 */
public final class DigestMail {

  private DigestMail() {}

  public static String render(Digest digest) {
    Context context = new Context(Locale.ROOT);
    context.setVariable("digest", digest);
    return HtmlReport.engine().process("digest", context);
  }
}
