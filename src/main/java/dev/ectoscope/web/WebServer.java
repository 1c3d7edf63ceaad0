package dev.ectoscope.web;

import dev.ectoscope.detector.Described;
import dev.ectoscope.report.EditorLinks;
import dev.ectoscope.report.FindingFilter;
import dev.ectoscope.report.HtmlReport;
import dev.ectoscope.report.JsonReport;
import dev.ectoscope.report.Reader;
import dev.ectoscope.report.StatementFilter;
import dev.ectoscope.review.Review;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Serves the pages of one review to a browser on this machine. */
public final class WebServer implements AutoCloseable {

  private static final String POLICY =
      "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; form-action 'self'; "
          + "base-uri 'none'; frame-ancestors 'none'";
  private static final String HTML = "text/html; charset=utf-8";

  private final Supplier<Review> review;
  private final HtmlReport report;
  private final EditorLinks editor;
  private final JsonReport json = new JsonReport();
  private final String host;
  private final Set<String> hosts;
  private final PlanPage plan = new PlanPage();
  private final Javalin javalin;

  private WebServer(
      Supplier<Review> review, Map<String, Described> detectors, EditorLinks editor, String host) {
    this.review = review;
    this.report = new HtmlReport(detectors);
    this.editor = editor;
    this.host = host;
    this.hosts =
        Set.of("localhost", "127.0.0.1", "[::1]").contains(host)
            ? Set.of("localhost", "127.0.0.1", "[::1]")
            : Set.of("localhost", "127.0.0.1", "[::1]", host.toLowerCase(Locale.ROOT));
    this.javalin = Javalin.create(this::configure);
  }

  /** Starts to serve pages whose paths lead nowhere. */
  public static WebServer start(
      Supplier<Review> review, Map<String, Described> detectors, String host, int port) {
    return start(review, detectors, EditorLinks.NONE, host, port);
  }

  /**
   * Starts to serve.
   *
   * @param editor where paths of the reader's code lead
   * @param host address to bind, 127.0.0.1 when empty
   * @param port 0 for any free one
   * @throws PortInUse when the port is taken
   */
  public static WebServer start(
      Supplier<Review> review,
      Map<String, Described> detectors,
      EditorLinks editor,
      String host,
      int port) {
    String bound = host == null || host.isEmpty() ? "127.0.0.1" : host;
    WebServer server = new WebServer(review, detectors, editor, bound);
    try {
      server.javalin.start(bound, port);
    } catch (RuntimeException e) {
      server.javalin.stop();
      throw isBind(e) ? new PortInUse(bound, port, e) : e;
    }
    return server;
  }

  /**
   * Whether a server could be started there.
   *
   * @throws PortInUse when it could not
   */
  public static void checkFree(String host, int port) {
    try (ServerSocket probe = new ServerSocket()) {
      probe.bind(new InetSocketAddress(host, port));
    } catch (IOException e) {
      throw new PortInUse(host, port, e);
    }
  }

  /** Where a browser finds it. */
  public String address() {
    return "http://" + (host.equals("0.0.0.0") ? "127.0.0.1" : host) + ":" + javalin.port();
  }

  @Override
  public void close() {
    javalin.stop();
  }

  private static boolean isBind(Throwable thrown) {
    for (Throwable t = thrown; t != null; t = t.getCause()) {
      String message = t.getMessage() == null ? "" : t.getMessage().toLowerCase(Locale.ROOT);
      if (t instanceof BindException || message.contains("port already in use")) {
        return true;
      }
    }
    return false;
  }

  private void configure(JavalinConfig config) {
    config.startup.showJavalinBanner = false;
    config.startup.showOldJavalinVersionWarning = false;
    config.routes.before(this::guard);
    pages(config);
    config.routes.post("/theme", WebServer::theme);
    config.routes.get("/plan", ctx -> page(ctx, plan.form(html(ctx), review.get())));
    config.routes.post("/plan", ctx -> page(ctx, plan.answer(ctx, html(ctx), review.get())));
    config.routes.get(
        "/review.json",
        ctx -> ctx.contentType("application/json; charset=utf-8").result(json.write(review.get())));
    config.routes.get(
        "/assets/app.css",
        ctx -> ctx.contentType("text/css; charset=utf-8").result(HtmlReport.asset("app.css")));
    config.routes.get(
        "/assets/app.js",
        ctx ->
            ctx.contentType("text/javascript; charset=utf-8").result(HtmlReport.asset("app.js")));
    config.routes.error(404, this::notFound);
    config.routes.exception(
        ForeignHost.class,
        (e, ctx) ->
            ctx.status(421).contentType("text/plain; charset=utf-8").result(e.getMessage()));
    config.routes.exception(Exception.class, this::failed);
  }

  private void pages(JavalinConfig config) {
    config.routes.get("/", ctx -> page(ctx, html(ctx).overview(review.get())));
    config.routes.get("/findings", ctx -> page(ctx, html(ctx).findings(review.get(), filter(ctx))));
    config.routes.get(
        "/findings/{id}",
        ctx -> pageOf(ctx, html(ctx).finding(review.get(), ctx.pathParam("id")), "finding"));
    config.routes.get(
        "/statements", ctx -> page(ctx, html(ctx).statements(review.get(), statements(ctx))));
    config.routes.get(
        "/statements/{id}",
        ctx -> pageOf(ctx, html(ctx).statement(review.get(), ctx.pathParam("id")), "statement"));
    config.routes.get("/indexes", ctx -> page(ctx, html(ctx).indexes(review.get())));
    config.routes.get("/pool", ctx -> page(ctx, html(ctx).pool(review.get())));
    config.routes.get("/input", ctx -> page(ctx, html(ctx).input(review.get())));
    config.routes.get(
        "/detectors/{id}",
        ctx -> pageOf(ctx, html(ctx).detector(review.get(), ctx.pathParam("id")), "detector"));
  }

  /** The pages as this visitor wants them. */
  private HtmlReport html(Context ctx) {
    String query = ctx.queryString();
    String here = ctx.path() + (query == null ? "" : "?" + query);
    return report.as(new Reader(ctx.cookie("theme"), here, editor));
  }

  /** Keeps the choice of colours in a cookie and goes back to the page that was open. */
  private static void theme(Context ctx) {
    String theme = ctx.formParam("theme");
    String back = ctx.formParam("back");
    boolean chosen = "light".equals(theme) || "dark".equals(theme);
    ctx.header(
        "Set-Cookie",
        "theme="
            + (chosen ? theme : "")
            + "; Path=/; SameSite=Strict; HttpOnly; Max-Age="
            + (chosen ? 31_536_000 : 0));
    ctx.redirect(Reader.isLocal(back) ? back : "/", HttpStatus.SEE_OTHER);
  }

  /**
   * Security headers on every answer; a page of another name that resolves to this machine gets
   * nothing.
   */
  private void guard(Context ctx) {
    ctx.header("Content-Security-Policy", POLICY);
    ctx.header("X-Content-Type-Options", "nosniff");
    ctx.header("Referrer-Policy", "no-referrer");
    ctx.header("Cache-Control", "no-store");
    String named = ctx.header("Host");
    String name = named == null ? "" : named.replaceFirst(":\\d+$", "").toLowerCase(Locale.ROOT);
    if (!hosts.contains(name)) {
      throw new ForeignHost();
    }
  }

  private static FindingFilter filter(Context ctx) {
    return new FindingFilter(
        ctx.queryParam("q"),
        ctx.queryParam("severity"),
        ctx.queryParam("detector"),
        ctx.queryParam("confidence"),
        ctx.queryParam("file"),
        ctx.queryParam("family"));
  }

  private static StatementFilter statements(Context ctx) {
    String from = ctx.queryParam("from");
    boolean number = from != null && from.matches("\\d{1,7}");
    return new StatementFilter(
        ctx.queryParam("q"),
        ctx.queryParam("table"),
        ctx.queryParam("kind"),
        number ? Integer.parseInt(from) : 0);
  }

  private static void page(Context ctx, String text) {
    ctx.contentType(HTML).result(text);
  }

  private void pageOf(Context ctx, Optional<String> text, String what) {
    if (text.isPresent()) {
      page(ctx, text.get());
      return;
    }
    ctx.status(404);
    page(
        ctx,
        html(ctx)
            .error(
                review.get(),
                "No such " + what,
                "This review has no "
                    + what
                    + " `"
                    + ctx.pathParam("id").replace("`", "")
                    + "`. It may belong to another run."));
  }

  private void notFound(Context ctx) {
    if (!HTML.equals(ctx.res().getContentType())) {
      page(
          ctx,
          html(ctx).error(review.get(), "No such page", "The report has nothing at this address."));
    }
  }

  private void failed(Exception e, Context ctx) {
    org.slf4j.LoggerFactory.getLogger(WebServer.class)
        .warn("{} could not be shown: {}", ctx.path(), e.toString());
    ctx.status(500).contentType("text/plain; charset=utf-8");
    ctx.result(
        "This page could not be made. The terminal that runs Ectoscope names the reason; the other pages work.\n");
  }

  /** The Host header names another machine. */
  private static final class ForeignHost extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ForeignHost() {
      super("This server answers only to the address it was started with.\n", null, false, false);
    }
  }
}
