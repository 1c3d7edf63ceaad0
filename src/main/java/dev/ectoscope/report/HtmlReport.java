package dev.ectoscope.report;

import dev.ectoscope.detector.Described;
import dev.ectoscope.review.PlanReview;
import dev.ectoscope.review.Review;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.thymeleaf.TemplateEngine;
import org.thymeleaf.context.Context;
import org.thymeleaf.templatemode.TemplateMode;
import org.thymeleaf.templateresolver.ClassLoaderTemplateResolver;

/** The review as HTML pages, or as one file that holds them all and asks for nothing else. */
public final class HtmlReport {

  /** Of Ectoscope. */
  public static final String VERSION = "0.1.0";

  private static final String FOLDER = "templates/";

  private final Map<String, Described> detectors;
  private final TemplateEngine engine;
  private final Reader reader;

  /** Pages that explain findings by these detectors, by id. */
  public HtmlReport(Map<String, Described> detectors) {
    this(new TreeMap<>(detectors), engine(), Reader.ANYONE);
  }

  private HtmlReport(Map<String, Described> detectors, TemplateEngine engine, Reader reader) {
    this.detectors = detectors;
    this.engine = engine;
    this.reader = reader;
  }

  /** The same pages for one reader: theme, editor, and where the page stands. */
  public HtmlReport as(Reader other) {
    return new HtmlReport(detectors, engine, other);
  }

  public String overview(Review review) {
    return page(new OverviewView(site(review)).page());
  }

  public String findings(Review review, FindingFilter filter) {
    return page(new FindingsView(site(review)).page(filter));
  }

  /** Empty when the review has no such finding. */
  public Optional<String> finding(Review review, String id) {
    return review.findings().stream()
        .filter(f -> f.id().equals(id))
        .findFirst()
        .map(f -> page(new FindingView(site(review)).page(f)));
  }

  public String statements(Review review, StatementFilter filter) {
    return page(new StatementsView(site(review)).page(filter));
  }

  public Optional<String> statement(Review review, String fingerprint) {
    return review.statements().stream()
        .filter(row -> row.fingerprint().equals(fingerprint))
        .findFirst()
        .map(row -> page(new StatementView(site(review)).page(row)));
  }

  public String indexes(Review review) {
    return page(new IndexesView(site(review)).page());
  }

  public String pool(Review review) {
    return page(new PoolView(site(review)).page());
  }

  public String input(Review review) {
    return page(new InputView(site(review)).page());
  }

  public Optional<String> detector(Review review, String id) {
    return Optional.ofNullable(detectors.get(id))
        .map(known -> page(new DetectorView(site(review)).page(known.info())));
  }

  /** What went wrong, in words: backticks mark names. */
  public String error(Review review, String title, String text) {
    return page(new DetectorView(site(review)).error(title, text));
  }

  /**
   * The form for a plan, and what was made of the last one.
   *
   * @param token to be sent back with the form
   * @param plan null before there is one
   * @param wrong why the text was not read, or ""
   */
  public String planForm(Review review, String token, @Nullable PlanReview plan, String wrong) {
    Context context = PlanReport.page(plan);
    context.setVariable("frame", site(review).frame("Read a plan", "paste", "plan", ""));
    context.setVariable("token", token);
    context.setVariable("wrong", wrong);
    return engine.process("paste", context);
  }

  /** A file of {@code templates/assets}. */
  public static String asset(String name) {
    try (InputStream in =
        HtmlReport.class.getClassLoader().getResourceAsStream(FOLDER + "assets/" + name)) {
      if (in == null) {
        throw new IllegalStateException("The jar lacks " + FOLDER + "assets/" + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("\r\n", "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All pages as sections of one document; its links are anchors and its styles are inside. */
  public String singleFile(Review review) {
    Shell shell = new Shell(review, detectors, Links.SINGLE, reader);
    List<Pages.Page> pages = new ArrayList<>();
    pages.add(new OverviewView(shell).page());
    pages.add(new FindingsView(shell).page(FindingFilter.ALL));
    review.findings().forEach(f -> pages.add(new FindingView(shell).page(f)));
    pages.add(new StatementsView(shell).page(StatementFilter.ALL));
    review.statements().forEach(row -> pages.add(new StatementView(shell).page(row)));
    pages.add(new IndexesView(shell).page());
    pages.add(new PoolView(shell).page());
    pages.add(new InputView(shell).page());
    detectors.values().forEach(known -> pages.add(new DetectorView(shell).page(known.info())));
    String css = asset("app.css");
    String script = asset("app.js");
    Context context = new Context(Locale.ROOT);
    context.setVariable("pages", pages);
    context.setVariable("frame", pages.get(0).frame());
    context.setVariable("css", css);
    context.setVariable("script", script);
    context.setVariable("policy", policy(css, script));
    return engine.process("single", context);
  }

  static String policy(String css, String script) {
    return "default-src 'none'; style-src 'sha256-"
        + hash(css)
        + "'; script-src 'sha256-"
        + hash(script)
        + "'; img-src data:; form-action 'none'; base-uri 'none'";
  }

  private static String hash(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }

  private Shell site(Review review) {
    return new Shell(review, detectors, Links.SITE, reader);
  }

  private String page(Pages.Page page) {
    Context context = new Context(Locale.ROOT);
    context.setVariable("page", page);
    return engine.process(page.frame().template(), context);
  }

  /** Reads the files of {@code templates}. */
  public static TemplateEngine engine() {
    ClassLoaderTemplateResolver resolver =
        new ClassLoaderTemplateResolver(HtmlReport.class.getClassLoader());
    resolver.setPrefix(FOLDER);
    resolver.setSuffix(".html");
    resolver.setTemplateMode(TemplateMode.HTML);
    resolver.setCharacterEncoding("UTF-8");
    resolver.setCacheable(true);
    TemplateEngine engine = new TemplateEngine();
    engine.setTemplateResolver(resolver);
    return engine;
  }
}
