package dev.ectoscope.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ectoscope.report.HtmlReport;
import dev.ectoscope.report.SampleDetectors;
import dev.ectoscope.report.SampleReview;
import dev.ectoscope.review.Finding;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.support.ui.ExpectedConditions;
import org.openqa.selenium.support.ui.WebDriverWait;

/**
 * The pages in a real browser: nothing sticks out, and axe-core has no serious complaint, in light
 * and dark.
 */
final class BrowserTest {

  private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
  private static final Path DRIVER = Path.of("/usr/bin/chromedriver");
  private static final Path PICTURES = Path.of("target/screenshots");
  private static final int[] WIDTHS = {1280, 390};
  private static final String[] SCHEMES = {"light", "dark"};
  private static final Map<String, String> PAGES =
      Map.ofEntries(
          Map.entry("overview", "/"),
          Map.entry("findings", "/findings"),
          Map.entry("finding-nplus1", "/findings/n1q-4c1e07a2"),
          Map.entry("finding-index", "/findings/mix-19ce22d0"),
          Map.entry("finding-failing", "/findings/ucv-0b7de001"),
          Map.entry("statements", "/statements"),
          Map.entry("statement", "/statements/7f3a91"),
          Map.entry("detector", "/detectors/n-plus-one-query"),
          Map.entry("indexes", "/indexes"),
          Map.entry("pool", "/pool"),
          Map.entry("input", "/input"),
          Map.entry("plan", "/plan"),
          Map.entry("error", "/nowhere"));

  @TempDir static Path folder;
  private static WebServer server;
  private static ChromeDriver browser;
  private static String axe;

  @BeforeAll
  static void open() throws IOException {
    requireBrowser();
    server = WebServer.start(SampleReview::review, SampleDetectors.byId(), "", 0);
    try (InputStream in = BrowserTest.class.getResourceAsStream("/axe.min.js")) {
      axe = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    ChromeDriverService service =
        new ChromeDriverService.Builder()
            .usingDriverExecutable(DRIVER.toFile())
            .usingAnyFreePort()
            .build();
    browser = new ChromeDriver(service, options());
    browser.manage().timeouts().scriptTimeout(Duration.ofSeconds(30));
    Files.createDirectories(PICTURES);
  }

  @AfterAll
  static void close() {
    if (browser != null) {
      browser.quit();
    }
    if (server != null) {
      server.close();
    }
  }

  @Test
  void everyPageFitsAndCanBeReadByAll() throws IOException {
    List<String> complaints = new ArrayList<>();
    for (Map.Entry<String, String> page : PAGES.entrySet()) {
      complaints.addAll(look(page.getKey(), server.address() + page.getValue()));
    }
    assertThat(complaints).isEmpty();
  }

  @Test
  void theSingleFileWorksFromDisk() throws IOException {
    Path file = folder.resolve("report.html");
    Files.writeString(
        file, new HtmlReport(SampleDetectors.byId()).singleFile(SampleReview.review()));
    assertThat(look("single", file.toUri().toString())).isEmpty();
    assertThat(browser.findElement(By.tagName("body")).getCssValue("margin")).isEqualTo("0px");
    browser.findElement(By.cssSelector("a[href='#findings-mix-19ce22d0']")).click();
    assertThat(browser.getCurrentUrl()).endsWith("#findings-mix-19ce22d0");
  }

  @Test
  void aSingleFileShowsOnePageAtATimeAlsoWithoutScript() throws IOException {
    String html = new HtmlReport(SampleDetectors.byId()).singleFile(SampleReview.review());
    Path file = folder.resolve("noscript.html");
    Files.writeString(file, html.replaceFirst("(?s)<script>.*?</script>", ""));
    size(1280, "light");
    browser.get(file.toUri().toString());
    assertThat(shown()).containsExactly("overview");
    browser.get(file.toUri() + "#findings-n1q-4c1e07a2");
    assertThat(shown()).containsExactly("findings-n1q-4c1e07a2");
    Files.writeString(file, html);
    browser.get(file.toUri() + "#statements");
    browser.navigate().refresh();
    assertThat(shown()).containsExactly("statements");
    assertThat(browser.findElement(By.cssSelector(".tabs [aria-current=page]")).getText())
        .startsWith("Statements");
    for (String id :
        List.of(
            "findings", "findings-mix-19ce22d0", "statements-7f3a91", "detectors-missing-index")) {
      assertThat(look("single-" + id, file.toUri() + "#" + id)).isEmpty();
    }
  }

  @SuppressWarnings("unchecked")
  private static List<String> shown() {
    return (List<String>)
        browser.executeScript(
            "return [...document.querySelectorAll('.part')].filter(e => e.getClientRects().length).map(e => e.id)");
  }

  @Test
  void keysGoWhereTheListSays() {
    size(1280, "light");
    browser.get(server.address() + "/");
    keys("g", "f");
    awaitUrl("/findings");
    keys("j", "j", "k");
    assertThat(browser.switchTo().activeElement().getAttribute("href"))
        .endsWith("/findings/mix-19ce22d0");
    assertThat(browser.findElements(By.cssSelector("tr[aria-current]"))).hasSize(1);
    browser.switchTo().activeElement().sendKeys(Keys.ENTER);
    awaitUrl("/findings/mix-19ce22d0");
    keys("]");
    awaitUrl("/findings/ucv-0b7de001");
    keys("[");
    awaitUrl("/findings/mix-19ce22d0");
    keys("?");
    assertThat(browser.findElement(By.id("keys")).getAttribute("open")).isNotNull();
    browser.get(server.address() + "/findings");
    keys("/");
    assertThat(browser.switchTo().activeElement().getAttribute("name")).isEqualTo("q");
    browser.switchTo().activeElement().sendKeys("gojk?");
    assertThat(browser.getCurrentUrl()).endsWith("/findings");
    assertThat(browser.switchTo().activeElement().getAttribute("value")).isEqualTo("gojk?");
  }

  @Test
  void keysCanBeSwitchedOff() {
    size(1280, "light");
    browser.get(server.address() + "/findings");
    keys("?");
    browser.findElement(By.id("single-keys")).click();
    browser.get(server.address() + "/findings");
    keys("j");
    assertThat(browser.findElements(By.cssSelector("tr[aria-current]"))).isEmpty();
    browser.executeScript("localStorage.clear()");
  }

  @Test
  void aClickChangesTheColoursOfAllPages() {
    size(1280, "light");
    browser.get(server.address() + "/findings?q=blog");
    browser.findElement(By.cssSelector(".theme button[value=dark]")).click();
    new WebDriverWait(browser, Duration.ofSeconds(30))
        .until(b -> !b.findElements(By.cssSelector("html[data-theme=dark]")).isEmpty());
    assertThat(browser.getCurrentUrl()).endsWith("/findings?q=blog");
    assertThat(browser.findElement(By.tagName("body")).getCssValue("background-color"))
        .contains("18, 18, 22");
    browser.manage().deleteAllCookies();
  }

  @Test
  void onPaperThereAreNoControlsAndFoldedPartsAreOpen() {
    size(740, "dark");
    browser.get(server.address() + "/findings/n1q-4c1e07a2");
    browser.executeCdpCommand("Emulation.setEmulatedMedia", Map.of("media", "print"));
    try {
      assertThat(browser.findElement(By.cssSelector("pre.logs")).getSize().getHeight())
          .isPositive();
      for (String control : List.of(".tabs", ".btn", ".theme", ".turn", "a.pick")) {
        assertThat(browser.findElement(By.cssSelector(control)).isDisplayed())
            .as(control)
            .isFalse();
      }
      assertThat(browser.findElement(By.tagName("body")).getCssValue("background-color"))
          .contains("255, 255, 255");
    } finally {
      browser.executeCdpCommand("Emulation.setEmulatedMedia", Map.of("media", "screen"));
    }
  }

  private static void keys(String... keys) {
    for (String key : keys) {
      browser.switchTo().activeElement().sendKeys(key);
    }
  }

  private static void awaitUrl(String end) {
    new WebDriverWait(browser, Duration.ofSeconds(30)).until(b -> b.getCurrentUrl().endsWith(end));
  }

  @Test
  void longNamesStayInside() throws IOException {
    String path = "lib/inkwell_web/live/administration/reports/billing_overview_live_component.ex";
    String function =
        "InkwellWeb.Administration.Reports.BillingOverviewLiveComponent.handle_event/3";
    Finding f = SampleReview.failing();
    Finding wide =
        new Finding(
            f.id(),
            f.detector(),
            f.variant(),
            "`" + "a_table_with_a_name_of_sixty_three_bytes_which_is_the_most_allowed" + "` failed",
            f.severity(),
            f.confidence(),
            f.tables(),
            f.statements(),
            List.of(new Finding.FindingSite(function, "anonymous fn/1 in " + function, path, 1234)),
            f.occurrences(),
            f.units(),
            f.impact(),
            f.evidence(),
            List.of("SELECT " + "x".repeat(300)),
            f.recommendation(),
            null,
            List.of(),
            "",
            List.of());
    try (WebServer other =
        WebServer.start(() -> SampleReview.with(List.of(wide)), SampleDetectors.byId(), "", 0)) {
      assertThat(look("long-list", other.address() + "/findings")).isEmpty();
      assertThat(look("long-finding", other.address() + "/findings/" + f.id())).isEmpty();
      assertThat(look("long-overview", other.address() + "/")).isEmpty();
    }
  }

  @Test
  void aPastedPlanCanBeReadByAll() {
    for (int width : WIDTHS) {
      for (String scheme : SCHEMES) {
        size(width, scheme);
        browser.get(server.address() + "/");
        browser.findElement(By.linkText("Read a plan")).click();
        WebElement plan = browser.findElement(By.name("plan"));
        plan.sendKeys("Sort  (cost=9.00..9.10 rows=10 width=4)\n  Sort Key: id\n");
        plan.sendKeys("  ->  Seq Scan on a_table  (cost=0.00..8.00 rows=10 width=4)\n");
        browser.findElement(By.cssSelector("form.paste button")).click();
        new WebDriverWait(browser, Duration.ofSeconds(30))
            .until(ExpectedConditions.textToBe(By.tagName("h1"), "Planned, not run; cost 9.1"));
        assertThat(browser.getPageSource()).contains("a_table");
        assertThat(overflow()).isEmpty();
        assertThat(axe()).isEmpty();
      }
    }
  }

  @Test
  void theFilterIsAForm() {
    size(1280, "light");
    browser.get(server.address() + "/findings");
    browser.findElement(By.name("q")).sendKeys("blog");
    browser.findElement(By.cssSelector("form.filters button")).click();
    new WebDriverWait(browser, Duration.ofSeconds(30))
        .until(ExpectedConditions.urlContains("q=blog"));
    assertThat(browser.findElements(By.cssSelector("tbody tr"))).hasSize(1);
  }

  private static List<String> look(String name, String address) throws IOException {
    List<String> complaints = new ArrayList<>();
    for (int width : WIDTHS) {
      for (String scheme : SCHEMES) {
        size(width, scheme);
        browser.get(address);
        String which = name + "-" + width + "-" + scheme;
        picture(which);
        overflow().forEach(what -> complaints.add(which + ": sticks out: " + what));
        axe().forEach(what -> complaints.add(which + ": " + what));
        browser.manage().logs().get("browser").getAll().stream()
            .filter(entry -> !entry.getMessage().contains("404"))
            .forEach(entry -> complaints.add(which + ": console: " + entry.getMessage()));
      }
    }
    return complaints;
  }

  private static void size(int width, String scheme) {
    browser.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", 900, "deviceScaleFactor", 1, "mobile", false));
    browser.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
  }

  private static void picture(String name) throws IOException {
    Object height = browser.executeScript("return document.documentElement.scrollHeight");
    Object width = browser.executeScript("return window.innerWidth");
    browser.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of(
            "width",
            width,
            "height",
            Math.min(6000, ((Number) height).intValue()),
            "deviceScaleFactor",
            1,
            "mobile",
            false));
    Files.write(PICTURES.resolve(name + ".png"), browser.getScreenshotAs(OutputType.BYTES));
  }

  @SuppressWarnings("unchecked")
  private static List<String> overflow() {
    return (List<String>)
        browser.executeScript(
            """
            const d = document.documentElement;
            if (d.scrollWidth <= d.clientWidth) return [];
            return [...document.querySelectorAll('body *')]
              .filter(e => e.getBoundingClientRect().right > d.clientWidth + 1)
              .slice(0, 5)
              .map(e => e.tagName + '.' + e.getAttribute('class') + ' ' + e.textContent.trim().slice(0, 40));
            """);
  }

  @SuppressWarnings("unchecked")
  private static List<String> axe() {
    browser.executeScript(axe);
    return (List<String>)
        browser.executeAsyncScript(
            """
            const done = arguments[arguments.length - 1];
            axe.run(document, {runOnly: ['wcag2a', 'wcag2aa']}).then(
              r => done((r.passes.length ? [] : ['axe checked nothing']).concat(r.violations
                .filter(v => v.impact === 'serious' || v.impact === 'critical')
                .map(v => v.id + ' ' + v.nodes.slice(0, 3).map(n => n.html.slice(0, 160) + ' ' + n.failureSummary).join(' | ')))),
              e => done(['axe failed: ' + e]));
            """);
  }

  private static ChromeOptions options() throws IOException {
    ChromeOptions options = new ChromeOptions();
    options.setBinary(new File(CHROMIUM.toString()));
    options.addArguments(
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--disable-dev-shm-usage",
        "--user-data-dir=" + Files.createTempDirectory(folder, "profile"));
    return options;
  }

  private static void requireBrowser() {
    boolean there = Files.isExecutable(CHROMIUM) && Files.isExecutable(DRIVER);
    boolean wide =
        "1".equals(System.getProperty("ECTOSCOPE_WIDE", System.getenv("ECTOSCOPE_WIDE")));
    String message =
        "No browser: " + CHROMIUM + " and " + DRIVER + " are needed to look at the pages";
    if (wide && !there) {
      fail(message);
    }
    assumeTrue(there, message);
  }
}
