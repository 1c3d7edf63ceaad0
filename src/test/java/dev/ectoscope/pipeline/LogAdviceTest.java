package dev.ectoscope.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a finding says of a log that gives too little. */
class LogAdviceTest {

  private static final String SQL =
      "SELECT l0.\"id\" FROM \"loans\" AS l0 WHERE (l0.\"book_id\" = $1) ";
  private static final String APPLICATION = "\n↳ Library.Loans.of/1, at: lib/library/loans.ex:3";

  private static List<String> said(String log) throws IOException {
    return Reviews.of(log).findings().stream()
        .filter(f -> f.detector().equals("n-plus-one-query"))
        .flatMap(f -> f.evidence().stream())
        .map(Object::toString)
        .filter(text -> text.contains("config "))
        .toList();
  }

  /** Eight queries of one request. */
  private static String loop(String metadata, String site) {
    StringBuilder log = new StringBuilder(metadata + "[info] GET /loans\n");
    for (int i = 0; i < 8; i++) {
      log.append(metadata + "[debug] QUERY OK source=\"loans\" db=0.7ms idle=1.0ms\n");
      log.append(SQL + "[" + i + "]" + site + "\n");
    }
    return log.append(metadata + "[info] Sent 200 in 9ms\n").toString();
  }

  @Test
  void nothingIsWantedOfALogThatSaysAll() throws IOException {
    assertThat(said(loop("09:00:00.000 request_id=F1 ", APPLICATION))).isEmpty();
  }

  @Test
  void callSitesThatAreNotPrinted() throws IOException {
    assertThat(said(loop("09:00:00.000 request_id=F1 ", "")))
        .singleElement()
        .asString()
        .contains("config :my_app, MyApp.Repo, stacktrace: true");
  }

  @Test
  void aCallSiteOfALibrary() throws IOException {
    String site = "\n↳ Enum.\"-map/2-lists^map/1-1-\"/2, at: lib/enum.ex:1714";
    assertThat(said(loop("09:00:00.000 request_id=F1 ", site)))
        .singleElement()
        .asString()
        .contains("log_stacktrace_mfa: {Ecto.Adapters.SQL, :first_non_ecto_stacktrace, [5]}");
  }

  @Test
  void requestsThatAreToldByOrderAlone() throws IOException {
    assertThat(said(loop("", APPLICATION)))
        .singleElement()
        .asString()
        .contains("Only the order", "metadata: [:request_id, :pid]");
  }

  @Test
  void requestsThatRunAtTheSameTime() throws IOException {
    StringBuilder log = new StringBuilder("[info] GET /a\n[info] GET /b\n");
    for (int i = 0; i < 16; i++) {
      log.append("[debug] QUERY OK source=\"loans\" db=0.7ms idle=1.0ms\n");
      log.append(SQL + "[" + i + "]" + APPLICATION + "\n");
    }
    assertThat(said(log + "[info] Sent 200 in 9ms\n[info] Sent 200 in 9ms\n"))
        .singleElement()
        .asString()
        .contains("several run at the same time", "metadata: [:request_id, :pid]");
  }

  @Test
  void parametersThatAreNotPrinted() throws IOException {
    StringBuilder log = new StringBuilder();
    for (int i = 0; i < 8; i++) {
      log.append(
          "{\"message\":\"SELECT l0.id FROM loans AS l0 WHERE (l0.book_id = $1)\",\"metadata\":{"
              + "\"query\":{\"execution_time_us\":700,\"latency_us\":900,\"queue_time_us\":10,"
              + "\"decode_time_us\":5,\"repo\":\"Library.Repo\"},\"request_id\":\"F1\"},"
              + "\"severity\":\"info\",\"time\":\"2026-11-20T10:37:10.018Z\"}\n");
    }
    assertThat(said(log.toString())).anyMatch(text -> text.contains("log: :debug"));
  }
}
