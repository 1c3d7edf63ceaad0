package dev.ectoscope.detector.query;

import dev.ectoscope.evidence.Answer;
import dev.ectoscope.evidence.Evidence;
import dev.ectoscope.evidence.EvidenceRequest;
import dev.ectoscope.postgres.catalog.Catalog;
import dev.ectoscope.postgres.catalog.Index;
import dev.ectoscope.postgres.plan.PlanReader;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** The database of the sample logs: loans and books of a library, and the indexes a test gives. */
final class Library {

  private Library() {}

  static Evidence with(double rows, Index... indexes) {
    return new Evidence(catalog(rows, indexes), Map.of(), "");
  }

  /** The same, and a plan that was run. */
  static Evidence with(EvidenceRequest question, String plan, Index... indexes) {
    Answer answer = new Answer.Planned(PlanReader.read(plan), "");
    return new Evidence(catalog(200_000, indexes), Map.of(question, answer), "");
  }

  private static Catalog catalog(double rows, Index... indexes) {
    Catalog.Table loans =
        table("loans", rows, column("id", -1), column("lent_at", -0.9), column("branch", 5));
    Catalog.Table books = table("books", rows, column("isbn", -1), column("title", -0.8));
    return new Catalog(
        List.of(loans, books), Arrays.asList(indexes), List.of(), List.of(), List.of("public"));
  }

  private static Catalog.Table table(String name, double rows, Catalog.Column... columns) {
    return new Catalog.Table(
        "public", name, "table", rows, 80_000_000, (long) rows, List.of(columns));
  }

  private static Catalog.Column column(String name, double distinct) {
    return new Catalog.Column(name, "text", false, 12, distinct, 0);
  }

  static Index index(String table, String method, String key) {
    return new Index(
        "public",
        table + "_index",
        table,
        method,
        List.of(key),
        List.of(""),
        List.of(),
        "",
        false,
        false,
        true,
        8_192,
        "CREATE INDEX " + table + "_index ON public." + table + " (" + key + ")");
  }
}
