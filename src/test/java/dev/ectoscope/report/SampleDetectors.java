package dev.ectoscope.report;

import dev.ectoscope.detector.Described;
import dev.ectoscope.detector.DetectorInfo;
import dev.ectoscope.detector.Family;
import java.util.Map;

/** Three detectors as their annotations describe them; the last one finds nothing in the sample. */
public final class SampleDetectors {

  private SampleDetectors() {}

  public static Map<String, Described> byId() {
    return Map.of(
        "n-plus-one-query", described(NPlusOne.class, Family.QUERY),
        "missing-index", described(MissingIndex.class, Family.INDEX),
        "deep-offset", described(DeepOffset.class, Family.QUERY));
  }

  private static Described described(Class<?> detector, Family family) {
    return new Described(detector.getAnnotation(DetectorInfo.class), family);
  }

  @DetectorInfo(
      id = "n-plus-one-query",
      title = "The same query runs once per row",
      whyItMatters = "Each query pays a round trip and a checkout, however fast it is.",
      whenItIsFine = "In a job that handles a handful of rows.",
      evidence = {"log"},
      bad =
          "for post <- posts do\n  Repo.all(from c in Comment, where: c.post_id == ^post.id)\nend",
      good = "Repo.preload(posts, :comments)",
      references = "https://hexdocs.pm/ecto/Ecto.Repo.html#c:preload/3")
  private static final class NPlusOne {}

  @DetectorInfo(
      id = "missing-index",
      title = "A filter reads the whole table",
      whyItMatters = "The time grows with the table.",
      whenItIsFine = "On a table of a few pages.",
      evidence = {"plan", "what-if"},
      bad = "from l in LineItem, where: l.order_id == ^id",
      good = "create index(:line_items, [:order_id])",
      references = "PostgreSQL manual, chapter 11")
  private static final class MissingIndex {}

  @DetectorInfo(
      id = "deep-offset",
      title = "Late pages read all earlier ones",
      whyItMatters = "OFFSET reads what it skips.",
      whenItIsFine = "When nobody leaves the first pages.",
      evidence = {"log"},
      bad = "from p in Post, offset: ^n",
      good = "from p in Post, where: p.id < ^last, limit: 20",
      references = "")
  private static final class DeepOffset {}
}
