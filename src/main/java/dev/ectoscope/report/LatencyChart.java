package dev.ectoscope.report;

import dev.ectoscope.review.StatementRow;
import dev.ectoscope.review.StatementRow.Bucket;
import java.util.ArrayList;
import java.util.List;

/**
 * Calls by latency as columns; heights in pixels of {@link #HEIGHT}.
 *
 * @param grid lines with their share of calls
 * @param marks percentiles
 */
public record LatencyChart(
    String says,
    List<Column> columns,
    List<Label> labels,
    List<Label> marks,
    List<Label> grid,
    String caption) {

  static final int HEIGHT = 160;
  private static final int HEADROOM = 26;

  public record Column(String x, String width, String y, String height) {}

  public record Label(String x, String text, String anchor, int y) {}

  static LatencyChart of(StatementRow row) {
    List<Bucket> buckets = row.histogram();
    long calls = Math.max(1, buckets.stream().mapToLong(Bucket::calls).sum());
    long highest = Math.max(1, buckets.stream().mapToLong(Bucket::calls).max().orElse(1));
    double step = 100.0 / Math.max(1, buckets.size());
    double pixels = (HEIGHT - HEADROOM) / ((double) highest / calls);
    List<Column> columns = new ArrayList<>();
    for (int i = 0; i < buckets.size(); i++) {
      double height = pixels * buckets.get(i).calls() / calls;
      columns.add(
          new Column(
              Svg.percent(i * step + step * 0.08),
              Svg.percent(step * 0.84),
              Svg.pixels(HEIGHT - height),
              Svg.pixels(height)));
    }
    return new LatencyChart(
        says(row),
        columns,
        labels(buckets, step),
        marks(row, step),
        grid((double) highest / calls, pixels),
        "Each column spans twice the time of the one before it. Database time without the wait.");
  }

  private static String says(StatementRow row) {
    return "Latency of "
        + Words.count(row.calls(), "call")
        + ": median "
        + Words.duration(row.p50Ms())
        + ", 95th percentile "
        + Words.duration(row.p95Ms())
        + ", 99th "
        + Words.duration(row.p99Ms())
        + ".";
  }

  private static List<Label> labels(List<Bucket> buckets, double step) {
    List<Label> labels = new ArrayList<>();
    int every = Math.max(1, (int) Math.ceil(buckets.size() / 4.0));
    for (int i = 0; i < buckets.size(); i += every) {
      String unit = i == 0 ? Words.NBSP + "ms" : "";
      String from = i == 0 ? "0" : Words.millis(buckets.get(i).fromMs());
      labels.add(new Label(Svg.percent(i * step), from + unit, "start", 14));
    }
    return labels;
  }

  /** Lines from zero in steps that people count in. */
  private static List<Label> grid(double highest, double pixels) {
    double step = 0.01;
    for (double wider : new double[] {0.02, 0.05, 0.1, 0.2, 0.25, 0.5}) {
      step = highest / step > 3.5 ? wider : step;
    }
    List<Label> grid = new ArrayList<>();
    for (double share = 0; share <= highest * 1.0001; share += step) {
      int y = (int) Math.round(HEIGHT - share * pixels);
      String text = share == 0 ? "0" : Words.percent(share);
      grid.add(new Label("0", text, "end", y));
    }
    return grid;
  }

  private static List<Label> marks(StatementRow row, double step) {
    List<Label> marks = new ArrayList<>();
    String[] names = {"p50", "p95", "p99"};
    double[] values = {row.p50Ms(), row.p95Ms(), row.p99Ms()};
    for (int i = 0; i < names.length; i++) {
      double at = place(row.histogram(), values[i], step);
      if (at >= 0) {
        String text = names[i] + " " + Words.millis(values[i]);
        marks.add(new Label(Svg.percent(at), text, at > 60 ? "end" : "start", 10 + i * 14));
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
