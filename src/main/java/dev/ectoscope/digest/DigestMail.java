package dev.ectoscope.digest;

import org.thymeleaf.TemplateEngine;
import org.thymeleaf.context.Context;
import org.thymeleaf.templatemode.TemplateMode;
import org.thymeleaf.templateresolver.ClassLoaderTemplateResolver;

/**
 * The digest as a mail in HTML: one table of 600 pixels, inline styles, no images, readable in the
 * dark.
 */
public final class DigestMail {

  private DigestMail() {}

  public static String render(Digest digest) {
    ClassLoaderTemplateResolver resolver =
        new ClassLoaderTemplateResolver(DigestMail.class.getClassLoader());
    resolver.setPrefix("templates/");
    resolver.setSuffix(".html");
    resolver.setTemplateMode(TemplateMode.HTML);
    resolver.setCharacterEncoding("UTF-8");
    TemplateEngine engine = new TemplateEngine();
    engine.setTemplateResolver(resolver);
    Context context = new Context();
    context.setVariable("digest", digest);
    return engine.process("digest", context);
  }
}
