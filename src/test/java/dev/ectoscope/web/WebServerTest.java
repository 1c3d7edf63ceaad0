package dev.ectoscope.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ectoscope.pipeline.Detectors;
import dev.ectoscope.report.JsonReport;
import dev.ectoscope.report.SampleDetectors;
import dev.ectoscope.report.SampleReview;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class WebServerTest {

  private static WebServer server;
  private final HttpClient client = HttpClient.newHttpClient();

  @BeforeAll
  static void start() {
    server = WebServer.start(SampleReview::review, SampleDetectors.byId(), "", 0);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/findings",
        "/findings?severity=high&q=line",
        "/findings/n1q-4c1e07a2",
        "/findings/mix-19ce22d0",
        "/plan",
        "/statements",
        "/statements?q=users",
        "/statements/7f3a91",
        "/detectors/n-plus-one-query",
        "/assets/app.css",
        "/assets/app.js",
        "/review.json"
      })
  void everyAddressAnswersWithItsHeaders(String path) throws Exception {
    HttpResponse<String> answer = get(path);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Security-Policy").orElse(""))
        .startsWith(
            "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:");
    assertThat(answer.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
    assertThat(answer.headers().firstValue("Referrer-Policy")).contains("no-referrer");
  }

  @Test
  void readsAPlanThatIsPasted() throws Exception {
    HttpResponse<String> form = get("/plan");
    assertThat(form.body()).contains("<textarea", "method=\"post\"").doesNotContain("null");
    String plan = "Seq Scan on t  (cost=0.00..1.00 rows=1 width=4)\n  Filter: (a = '<b>x</b>')";
    HttpResponse<String> read = paste(token(form), plan);
    assertThat(read.statusCode()).isEqualTo(200);
    assertThat(read.body()).contains("Planned, not run", "Seq Scan").doesNotContain("<b>x");
    assertThat(paste(token(form), "<script>no plan</script>").statusCode()).isEqualTo(422);
    assertThat(paste(token(form), "<script>no plan</script>").body())
        .contains("This is no plan that can be read")
        .doesNotContain("<script>no");
  }

  @Test
  void takesNoPlanFromAnotherSiteAndNoneThatIsHuge() throws Exception {
    String plan = "Seq Scan on t  (cost=0.00..1.00 rows=1 width=4)";
    assertThat(paste("", plan).statusCode()).isEqualTo(403);
    assertThat(paste("0".repeat(32), plan).body())
        .contains("Send it again")
        .doesNotContain("Planned");
    HttpResponse<String> huge = paste(token(get("/plan")), plan + " ".repeat(1 << 20));
    assertThat(huge.statusCode()).isEqualTo(413);
    assertThat(huge.body()).contains("1 MB");
  }

  private static String token(HttpResponse<String> form) {
    Matcher token = Pattern.compile("name=\"token\" value=\"([0-9a-f]{32})\"").matcher(form.body());
    assertThat(token.find()).isTrue();
    return token.group(1);
  }

  private HttpResponse<String> paste(String token, String plan) throws Exception {
    String body = "token=" + token + "&plan=" + URLEncoder.encode(plan, StandardCharsets.UTF_8);
    return client.send(
        HttpRequest.newBuilder(URI.create(server.address() + "/plan"))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }

  @Test
  void everyLinkOfEveryPageLeadsSomewhere() throws Exception {
    try (WebServer all = WebServer.start(SampleReview::review, Detectors.described(), "", 0)) {
      Set<String> seen = new TreeSet<>();
      Deque<String> open = new ArrayDeque<>(List.of("/"));
      while (!open.isEmpty()) {
        String path = open.pop();
        if (!seen.add(path)) {
          continue;
        }
        HttpResponse<String> page = get(all.address(), path);
        assertThat(page.statusCode()).as(path).isEqualTo(200);
        Matcher link = Pattern.compile("(?:href|src|action)=\"(/[^\"#]*)").matcher(page.body());
        while (link.find()) {
          String to = link.group(1).replace("&amp;", "&");
          if (!to.equals("/theme")) {
            open.add(to);
          }
        }
      }
      assertThat(seen)
          .contains("/detectors/missing-index", "/findings?severity=high", "/review.json");
      for (String id : Detectors.infos().keySet()) {
        assertThat(get(all.address(), "/detectors/" + id).statusCode()).as(id).isEqualTo(200);
      }
    }
  }

  @Test
  void everyDetectorNamesAPageToReadOn() {
    Detectors.infos()
        .forEach(
            (id, info) -> {
              URI page = URI.create(info.references());
              assertThat(page.getScheme()).as(id).isEqualTo("https");
              assertThat(page.getHost()).as(id).contains(".");
            });
  }

  @Test
  void theChoiceOfColoursIsKeptAndLeadsBack() throws Exception {
    HttpResponse<String> answer = choose("theme=dark&back=%2Ffindings%3Fq%3Da");
    assertThat(answer.statusCode()).isEqualTo(303);
    assertThat(answer.headers().firstValue("Location")).contains("/findings?q=a");
    String cookie = answer.headers().firstValue("Set-Cookie").orElse("");
    assertThat(cookie).startsWith("theme=dark; Path=/; SameSite=Strict; HttpOnly");
    HttpRequest next =
        HttpRequest.newBuilder(URI.create(server.address() + "/"))
            .header("Cookie", "theme=dark")
            .build();
    assertThat(client.send(next, BodyHandlers.ofString()).body()).contains("data-theme=\"dark\"");
    assertThat(choose("theme=&back=%2F").headers().firstValue("Set-Cookie").orElse(""))
        .endsWith("Max-Age=0");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"https://evil.example/", "//evil.example/", "/\\evil.example", "", "/a\r\nX-Y: z"})
  void theChoiceOfColoursLeadsNowhereElse(String back) throws Exception {
    HttpResponse<String> answer =
        choose("theme=blue&back=" + URLEncoder.encode(back, StandardCharsets.UTF_8));
    assertThat(answer.headers().firstValue("Location")).contains("/");
    assertThat(answer.headers().firstValue("X-Y")).isEmpty();
  }

  private HttpResponse<String> choose(String form) throws Exception {
    return client.send(
        HttpRequest.newBuilder(URI.create(server.address() + "/theme"))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(form))
            .build(),
        BodyHandlers.ofString());
  }

  @Test
  void theJsonIsTheReview() throws Exception {
    assertThat(new JsonReport().read(get("/review.json").body())).isEqualTo(SampleReview.review());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/nowhere", "/findings/nowhere", "/statements/nowhere", "/detectors/nowhere"})
  void whatIsNotThereIsSaid(String path) throws Exception {
    HttpResponse<String> answer = get(path);
    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.body())
        .contains("<h1>No such ", "Go to the overview")
        .doesNotContain("at dev.", "Exception");
  }

  @Test
  void anotherHostNameGetsNothing() throws Exception {
    String answer =
        raw("GET /review.json HTTP/1.1\r\nHost: evil.example:80\r\nConnection: close\r\n\r\n");
    assertThat(answer).startsWith("HTTP/1.1 421").doesNotContain("ectoscope.review/1");
    assertThat(raw("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 200");
  }

  @Test
  void aFailureShowsNoStack() throws Exception {
    try (WebServer broken =
        WebServer.start(
            () -> {
              throw new IllegalStateException("secret");
            },
            SampleDetectors.byId(),
            "127.0.0.1",
            0)) {
      HttpResponse<String> answer = get(broken.address(), "/");
      assertThat(answer.statusCode()).isEqualTo(500);
      assertThat(answer.body())
          .startsWith("This page could not be made.")
          .doesNotContain("secret", "Exception");
      assertThat(get(broken.address(), "/nowhere").body()).doesNotContain("secret", "Exception");
    }
  }

  @Test
  void aTakenPortIsNamed() {
    int port = URI.create(server.address()).getPort();
    assertThatThrownBy(
            () -> WebServer.start(SampleReview::review, SampleDetectors.byId(), "", port))
        .isInstanceOf(PortInUse.class)
        .hasMessage(
            "Port "
                + port
                + " on 127.0.0.1 is in use. Choose another one with --port, or --port 0 for any free one.");
  }

  private HttpResponse<String> get(String path) throws Exception {
    return get(server.address(), path);
  }

  private HttpResponse<String> get(String address, String path) throws Exception {
    return client.send(
        HttpRequest.newBuilder(URI.create(address + path)).build(), BodyHandlers.ofString());
  }

  private static String raw(String request) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", URI.create(server.address()).getPort())) {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
