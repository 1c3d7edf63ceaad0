package dev.ectoscope.report;

import dev.ectoscope.review.Review.Bucket;
import dev.ectoscope.review.Review.StatementRow;
import java.util.ArrayList;
import java.util.List;

/** Calls by latency as columns; heights in pixels of {@link #HEIGHT}. */
public record LatencyChart(
    String says, List<Column> columns, List<Label> labels, List<Label> marks, String top) {

  static final int HEIGHT = 160;

  public record Column(String x, String width, String y, String height) {}

  public record Label(String x, String text, String anchor, int y) {}

  static LatencyChart of(StatementRow row) {
    List<Bucket> buckets = row.histogram();
    long calls = Math.max(1, buckets.stream().mapToLong(Bucket::calls).sum());
    long highest = Math.max(1, buckets.stream().mapToLong(Bucket::calls).max().orElse(1));
    List<Column> columns = new ArrayList<>();
    List<Label> labels = new ArrayList<>();
    double step = 100.0 / Math.max(1, buckets.size());
    int every = Math.max(1, (int) Math.ceil(buckets.size() / 4.0));
    for (int i = 0; i < buckets.size(); i++) {
      double height = (HEIGHT - 30.0) * buckets.get(i).calls() / highest;
      columns.add(
          new Column(
              Svg.percent(i * step + step * 0.08),
              Svg.percent(step * 0.84),
              Svg.pixels(HEIGHT - height),
              Svg.pixels(height)));
      if (i % every == 0) {
        String unit = i == 0 ? Words.NBSP + "ms" : "";
        labels.add(
            new Label(
                Svg.percent(i * step), Words.millis(buckets.get(i).fromMs()) + unit, "start", 14));
      }
    }
    String says =
        "Latency of "
            + Words.count(row.calls(), "call")
            + ": median "
            + Words.duration(row.p50Ms())
            + ", 95th percentile "
            + Words.duration(row.p95Ms())
            + ", 99th "
            + Words.duration(row.p99Ms())
            + ".";
    return new LatencyChart(
        says, columns, labels, marks(row, step), Words.percent((double) highest / calls));
  }

  private static List<Label> marks(StatementRow row, double step) {
    List<Label> marks = new ArrayList<>();
    String[] names = {"p50", "p95", "p99"};
    double[] values = {row.p50Ms(), row.p95Ms(), row.p99Ms()};
    for (int i = 0; i < names.length; i++) {
      double at = place(row.histogram(), values[i], step);
      if (at >= 0) {
        marks.add(
            new Label(
                Svg.percent(at),
                names[i] + " " + Words.millis(values[i]),
                at > 60 ? "end" : "start",
                10 + i * 14));
      }
    }
    return marks;
  }

  private static double place(List<Bucket> buckets, double ms, double step) {
    for (int i = 0; i < buckets.size(); i++) {
      Bucket bucket = buckets.get(i);
      if (ms >= bucket.fromMs() && ms < bucket.toMs()) {
        return step * (i + (ms - bucket.fromMs()) / (bucket.toMs() - bucket.fromMs()));
      }
    }
    return -1;
  }
}
