package dev.ectoscope.report;

import dev.ectoscope.review.Finding;
import dev.ectoscope.review.Finding.Span;
import dev.ectoscope.review.Finding.Timeline;
import dev.ectoscope.review.Finding.Whole;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One unit of work as a picture: x in per cent, y in pixels.
 *
 * @param says what it shows, for those who do not see it
 */
public record TimelineChart(
    String says,
    String caption,
    int height,
    String unitLabel,
    Bar unit,
    List<Tick> ticks,
    List<Lane> lanes,
    @Nullable After after) {

  private static final int MAX_LANES = 8;
  private static final int FIRST_LANE = 50;
  private static final int LANE = 28;
  private static final int LABEL = 16;

  /** A line of the time axis. */
  public record Tick(String x, String label, String anchor) {}

  /**
   * What would take the place of the repetition, below a line.
   *
   * @param lineY where that line stands
   * @param gain what ends how much earlier
   */
  public record After(int lineY, Lane lane, Label gain) {}

  public record Label(String x, int dx, int y, String anchor, String text) {}

  public record Bar(String style, String x, String width, int y, int height) {}

  public record Lane(
      List<Bar> bars,
      String label,
      String labelX,
      int labelDx,
      int labelY,
      String anchor,
      String style) {}

  static TimelineChart of(Finding finding, Timeline timeline) {
    double length = length(timeline);
    Map<String, List<Span>> groups = groups(timeline.spans());
    List<Lane> lanes = new ArrayList<>();
    int y = FIRST_LANE;
    for (Map.Entry<String, List<Span>> group : groups.entrySet()) {
      y += above(group.getValue(), length) ? LABEL : 0;
      List<Span> spans = group.getValue();
      lanes.add(lane(shortened(group.getKey()) + times(spans, timeline), spans, length, y));
      y += LANE;
    }
    Bar unit = new Bar("f-soft", x(0, length), width(length, length), 20, 18);
    double after = Loops.afterMs(finding, timeline);
    After batched = after > 0 ? after(timeline, after, length, y) : null;
    String name = Prose.plain(timeline.unit());
    return new TimelineChart(
        says(timeline, length, after),
        caption(timeline, length, after),
        batched == null ? y - 4 : y + LANE + 8,
        name + " · " + Words.duration(length),
        unit,
        ticks(length),
        lanes,
        batched);
  }

  private static String says(Timeline timeline, double length, double after) {
    Whole whole = whole(timeline);
    String change = after > 0 ? " After the change one query would take their place." : "";
    return "Timeline of "
        + Prose.plain(timeline.unit())
        + ", "
        + Words.duration(length)
        + ": "
        + Words.count(whole.queries(), "query")
        + ", "
        + Words.count(whole.repeated())
        + " of them repeated."
        + drawn(timeline)
        + change;
  }

  private static Whole whole(Timeline timeline) {
    long repeated = timeline.spans().stream().filter(Span::repeated).count();
    return timeline.whole() != null
        ? timeline.whole()
        : new Whole(timeline.spans().size(), repeated, Loops.repeatedMs(timeline));
  }

  /** What of a long unit the picture shows, as a sentence, or "". */
  private static String drawn(Timeline timeline) {
    return timeline.whole() == null
        ? ""
        : " The first "
            + timeline.spans().size()
            + " of "
            + Words.count(timeline.whole().queries(), "query")
            + " are drawn.";
  }

  private static String caption(Timeline timeline, double length, double after) {
    double now = Loops.repeatedMs(timeline);
    if (now <= 0) {
      return drawn(timeline).strip();
    }
    String takes =
        "The repeated queries take " + Words.atLeast(now) + " of " + Words.duration(length) + ".";
    String once =
        after > 0
            ? " As one query: about "
                + Words.duration(after)
                + ", estimated from this log, not measured."
            : "";
    return takes + once + drawn(timeline);
  }

  private static After after(Timeline timeline, double ms, double length, int y) {
    List<Span> repeated = timeline.spans().stream().filter(Span::repeated).toList();
    double from = from(repeated);
    int top = y + 10;
    Bar bar = new Bar("f-good", x(from, length), width(ms, length), top, 15);
    double gain = Loops.repeatedMs(timeline) - ms;
    String earlier = Words.atLeast(gain) + " earlier";
    double to = from + Math.max(ms, 0.004 * length);
    String name = "after: × 1";
    String left = x(from, length);
    String right = x(to, length);
    int base = top + 12;
    if (from > 0.3 * length && to < 0.7 * length) {
      Lane lane = new Lane(List.of(bar), name, left, -6, base, "end", "tb");
      return new After(y, lane, new Label(right, 6, base, "start", earlier));
    }
    boolean before = from > 0.5 * length;
    Lane lane =
        new Lane(
            List.of(bar),
            name + ", " + earlier,
            before ? left : right,
            before ? -6 : 6,
            base,
            before ? "end" : "start",
            "tb");
    return new After(y, lane, new Label(right, 0, base, "start", ""));
  }

  private static double length(Timeline timeline) {
    double last =
        timeline.spans().stream()
            .mapToDouble(s -> s.startMs() + s.queueMs() + s.dbMs())
            .max()
            .orElse(0);
    return Math.max(0.1, Math.max(timeline.durationMs(), last));
  }

  private static Map<String, List<Span>> groups(List<Span> spans) {
    Map<String, List<Span>> groups = new LinkedHashMap<>();
    Map<String, List<Span>> repeated = new LinkedHashMap<>();
    for (Span span : spans) {
      if (span.repeated()) {
        repeated.computeIfAbsent(span.label(), label -> new ArrayList<>()).add(span);
      } else {
        boolean room = groups.containsKey(span.label()) || groups.size() < MAX_LANES;
        groups
            .computeIfAbsent(room ? span.label() : "others", label -> new ArrayList<>())
            .add(span);
      }
    }
    repeated.forEach(
        (label, more) ->
            groups.merge(
                label + (groups.containsKey(label) ? " (repeated)" : ""), more, (a, b) -> b));
    return groups;
  }

  /** {@code × 12}, {@code × 60 of 199} where the lane does not show all, or "". */
  private static String times(List<Span> spans, Timeline timeline) {
    Whole whole = whole(timeline);
    boolean cut =
        spans.get(0).repeated()
            && spans.size() == timeline.spans().stream().filter(Span::repeated).count()
            && spans.size() < whole.repeated();
    String of = cut ? " of " + Words.count(whole.repeated()) : "";
    return spans.size() > 1 || cut ? " × " + spans.size() + of : "";
  }

  private static Lane lane(String text, List<Span> spans, double length, int y) {
    List<Bar> bars = new ArrayList<>();
    for (Span span : spans) {
      double runs = span.startMs() + span.queueMs();
      if (span.queueMs() > 0) {
        bars.add(
            new Bar("f-queue", x(span.startMs(), length), width(span.queueMs(), length), y + 5, 5));
      }
      bars.add(
          new Bar(
              span.repeated() ? "f-high" : "f-db",
              x(runs, length),
              width(span.dbMs(), length),
              y,
              15));
    }
    double from = from(spans);
    double to = to(spans);
    String style = spans.get(0).repeated() ? "tb" : "t";
    if (above(spans, length)) {
      return new Lane(bars, text, x(from, length), 0, y - 5, "start", style);
    }
    boolean left = from > length - to;
    String anchor = left ? "end" : "start";
    return new Lane(bars, text, x(left ? from : to, length), left ? -6 : 6, y + 12, anchor, style);
  }

  /** Whether neither side of the bars has room for the label on a phone. */
  private static boolean above(List<Span> spans, double length) {
    return from(spans) < 0.5 * length && to(spans) > 0.5 * length;
  }

  private static double from(List<Span> spans) {
    return spans.stream().mapToDouble(Span::startMs).min().orElse(0);
  }

  private static double to(List<Span> spans) {
    return spans.stream().mapToDouble(s -> s.startMs() + s.queueMs() + s.dbMs()).max().orElse(0);
  }

  private static String shortened(String label) {
    return label.length() <= 30
        ? label
        : label.substring(0, 18) + "…" + label.substring(label.length() - 10);
  }

  private static List<Tick> ticks(double length) {
    double step = Math.pow(10, Math.floor(Math.log10(length / 2)));
    while (length / step > 5) {
      step *= length / step > 10 ? 5 : 2;
    }
    List<Tick> ticks = new ArrayList<>();
    for (double at = 0; at <= length * 1.0001; at += step) {
      String anchor = at == 0 ? "start" : at > length * 0.94 ? "end" : "middle";
      ticks.add(new Tick(x(at, length), Words.duration(at), anchor));
    }
    return ticks;
  }

  private static String x(double ms, double length) {
    return Svg.percent(0.5 + 99 * ms / length);
  }

  private static String width(double ms, double length) {
    return Svg.percent(Math.max(0.4, 99 * ms / length));
  }
}
