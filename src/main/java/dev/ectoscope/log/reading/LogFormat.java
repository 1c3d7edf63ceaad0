package dev.ectoscope.log.reading;

import static java.util.Objects.requireNonNull;

import dev.ectoscope.log.bytes.ByteScan;
import dev.ectoscope.log.framing.ConsoleFraming;
import dev.ectoscope.log.framing.CustomFraming;
import dev.ectoscope.log.framing.Framing;
import dev.ectoscope.log.message.Line;
import dev.ectoscope.log.record.RecordStream;
import dev.ectoscope.log.wrapper.BrokenRecord;
import dev.ectoscope.log.wrapper.EscapeLayer;
import dev.ectoscope.log.wrapper.JsonLayer;
import dev.ectoscope.log.wrapper.Layer;
import dev.ectoscope.log.wrapper.LearnedLayer;
import dev.ectoscope.log.wrapper.LogfmtLayer;
import dev.ectoscope.log.wrapper.Order;
import dev.ectoscope.log.wrapper.PrefixLayer;
import dev.ectoscope.log.wrapper.WrapLayer;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * What a log is written in: the layers that wrap its messages, outermost first. {@link #DETECTED}
 * finds out from the bytes.
 */
public final class LogFormat {

  /** Looks at the beginning of each input. */
  public static final LogFormat DETECTED = new LogFormat(List.of(), "detected");

  /** Which names there are, for people. */
  public static final String HELP =
      "custom is a console format of one's own. Wrappers: compose, kubectl, cri, heroku, fly, journald,"
          + " syslog, cloudwatch, loki, fluent-bit, timestamps (one before every line), json-lines (a JSON record"
          + " for each line, as docker, journald and log stores write them), prefixed (anything else"
          + " before every line, learned from the log), logfmt, github, export (a JSON document or CSV"
          + " table of a log store), yaml, journal (journalctl -o verbose or export), asciicast, octets"
          + " (syslog without line feeds), newest-first (read from its end), wrapped (by a terminal),"
          + " escaped (colours shown as text, HTML), comment (#, +).";

  private static final String CONSOLE = "console";
  private static final String JSON = "json";
  private static final String LINES = "json-lines";
  private static final String CUSTOM = "custom";
  static final String MIXED = "mixed";
  private static final byte[] QUERY = {'Q', 'U', 'E', 'R', 'Y', ' '};
  private static final int DEEPEST = 5;
  private static final byte[] REPORT = {'L', 'O', 'G', ':', ' ', ' '};

  private final List<Layer> layers;
  private final String name;
  private Supplier<Framing> framing = ConsoleFraming::new;
  private List<String> names = List.of();
  private Order order = Order.OLDEST_FIRST;

  private LogFormat(List<Layer> layers, String name) {
    this.layers = layers;
    this.name = name;
  }

  /**
   * @param name {@code console}, {@code json}, or such behind wrappers: {@code heroku+console}
   * @return empty when a part of it is not known
   */
  public static Optional<LogFormat> named(String name) {
    List<String> names = List.of(name.toLowerCase(Locale.ROOT).strip().split("\\+"));
    for (String part : names) {
      if (!part.equals(CONSOLE)
          && !part.equals(CUSTOM)
          && !RecordStream.NAMES.contains(part)
          && !part.equals(LearnedLayer.NAME)
          && !part.equals(EscapeLayer.NAME)
          && !part.equals(MIXED)
          && !part.equals(Order.NAME)
          && layer(part) == null) {
        return Optional.empty();
      }
    }
    LogFormat format = new LogFormat(List.of(), String.join("+", names));
    format.names = names;
    return Optional.of(format);
  }

  /** Layers hold what they read last: each input has its own. */
  private static @Nullable Layer layer(String name) {
    if (name.equals(JSON) || name.equals(LINES)) {
      return new JsonLayer();
    }
    if (name.equals(LogfmtLayer.NAME)) {
      return new LogfmtLayer();
    }
    if (name.equals("wrapped")) {
      return new WrapLayer(Integer.MAX_VALUE);
    }
    for (Layer layer : PrefixLayer.all()) {
      if (layer.name().equals(name)) {
        return layer;
      }
    }
    return null;
  }

  String name() {
    return name;
  }

  /** Of what is inside, a fresh one for each instance. */
  Framing framing() {
    return framing.get();
  }

  /** Which way the lines of the input stand. */
  Order order() {
    return order;
  }

  /** Whether what is no sequence of lines is to be taken apart into records first. */
  boolean mayBeRecords() {
    return this == DETECTED || names.stream().anyMatch(RecordStream.NAMES::contains);
  }

  /** Whether records of JSON stand between the lines of a console, in these bytes of it. */
  static boolean isMixed(byte[] bytes, int length) {
    JsonLayer json = new JsonLayer();
    for (Line line : FirstLines.of(bytes, length)) {
      if (json.isRecordWithTime(line)
          && ByteScan.indexOf(line.bytes, QUERY, line.from, line.to) >= 0) {
        return true;
      }
    }
    return false;
  }

  /** Whether JSON records hold lines of a console rather than messages. */
  boolean recordsHoldLines() {
    return name.contains(LINES) && !name.endsWith(JSON);
  }

  /** Whether each line is a record that holds a whole message. */
  boolean holdsRecords() {
    return name.endsWith(JSON);
  }

  /** Outermost first; empty for the console's own format. */
  List<Layer> layers() {
    return layers;
  }

  /** Of the input that begins with these bytes. */
  LogFormat of(byte[] bytes, int length) {
    if (this == DETECTED) {
      return detect(bytes, length);
    }
    List<Layer> fresh = new ArrayList<>();
    for (String part : names) {
      Layer layer = layer(part);
      if (part.equals("wrapped")) {
        layer = WrapLayer.of(FirstLines.behind(FirstLines.of(bytes, length), fresh));
      } else if (layer instanceof JsonLayer) {
        layer = JsonLayer.of(FirstLines.behind(FirstLines.of(bytes, length), fresh));
      } else if (part.equals(EscapeLayer.NAME)) {
        layer = EscapeLayer.of(FirstLines.behind(FirstLines.of(bytes, length), fresh));
      } else if (part.equals(LearnedLayer.NAME)) {
        layer = LearnedLayer.of(FirstLines.behind(FirstLines.of(bytes, length), fresh));
      }
      if (layer != null) {
        fresh.add(layer);
      }
    }
    LogFormat format = new LogFormat(List.copyOf(fresh), name);
    if (names.contains(Order.NAME)) {
      Order told = Order.of(FirstLines.of(bytes, length), fresh);
      format.order = told == Order.OLDEST_FIRST ? Order.NEWEST_LINE_FIRST : told;
    }
    if (names.contains(CUSTOM)) {
      List<Line> inside = FirstLines.behind(FirstLines.of(bytes, length), fresh);
      format.framing = () -> CustomFraming.of(inside);
    }
    return format;
  }

  private static LogFormat detect(byte[] bytes, int length) {
    List<Line> physical = FirstLines.of(bytes, length);
    List<Line> sample = physical;
    List<Layer> layers = new ArrayList<>();
    StringBuilder name = new StringBuilder();
    String inside = CONSOLE;
    EscapeLayer outside = EscapeLayer.of(physical);
    if (outside != null) {
      layers.add(outside);
      name.append(EscapeLayer.NAME).append('+');
      sample = FirstLines.behind(sample, outside);
    }
    WrapLayer around = outside == null ? WrapLayer.around(sample, LogFormat::outermost) : null;
    if (around != null) {
      layers.add(around);
      name.append("wrapped+");
      sample = around.joined(sample);
    }
    while (layers.size() < DEEPEST) {
      sample = BrokenRecord.joined(sample);
      Layer layer = most(sample, layers);
      if (layer == null && layers.stream().noneMatch(LearnedLayer.class::isInstance)) {
        layer = LearnedLayer.of(sample);
      }
      if (layer == null) {
        break;
      }
      boolean json = layer instanceof JsonLayer;
      if (json) {
        layer = JsonLayer.of(sample);
      }
      layers.add(layer);
      boolean lines = json && RecordTexts.areLines(sample, (JsonLayer) layer);
      sample = FirstLines.behind(sample, layer);
      if (json && !lines) {
        inside = JSON;
        break;
      }
      name.append(json ? LINES : layer.name()).append('+');
    }
    EscapeLayer within = outside == null && layers.size() > 0 ? EscapeLayer.of(sample) : null;
    if (within != null && inside.equals(CONSOLE)) {
      layers.add(within);
      name.append(EscapeLayer.NAME).append('+');
      sample = FirstLines.behind(sample, within);
    }
    boolean records = layers.stream().anyMatch(LogfmtLayer.class::isInstance);
    WrapLayer wrap =
        inside.equals(CONSOLE) && !records && around == null ? WrapLayer.of(sample) : null;
    if (wrap != null) {
      layers.add(wrap);
      name.append("wrapped+");
    }
    List<Line> messages = sample;
    boolean custom = inside.equals(CONSOLE) && CustomFraming.isNeededFor(messages);
    Order order = around == null ? Order.of(physical, layers) : Order.OLDEST_FIRST;
    String first = order == Order.OLDEST_FIRST ? "" : Order.NAME + "+";
    LogFormat format =
        new LogFormat(List.copyOf(layers), first + name + (custom ? CUSTOM : inside));
    format.order = order;
    if (custom) {
      format.framing = () -> CustomFraming.of(messages);
    }
    return format;
  }

  /**
   * What is around another program's log, outermost first; empty if nothing is.
   *
   * @param fitting how many lines of some first bytes are such a log's
   * @param atLeast more than so many must fit inside
   */
  static List<Layer> layersAround(byte[] bytes, ToIntFunction<byte[]> fitting, int atLeast) {
    List<Line> sample = FirstLines.of(bytes, bytes.length);
    List<Layer> layers = new ArrayList<>();
    int most = atLeast;
    int depth = 0;
    while (layers.size() < DEEPEST) {
      Layer layer = most(sample, layers);
      layer = layer == null ? LearnedLayer.beforeTabs(sample) : layer;
      layer = layer instanceof JsonLayer ? JsonLayer.of(sample, REPORT) : layer;
      if (layer == null) {
        break;
      }
      layers.add(layer);
      sample = FirstLines.behind(sample, layer);
      ByteArrayOutputStream texts = new ByteArrayOutputStream();
      sample.forEach(line -> Unwrapping.write(line.bytes, line.from, line.to, texts));
      int fit = fitting.applyAsInt(texts.toByteArray());
      if (fit > most) {
        most = fit;
        depth = layers.size();
      }
      if (layer instanceof LearnedLayer) {
        break;
      }
    }
    return List.copyOf(layers.subList(0, depth));
  }

  /** The first layer that nearly all lines have, or what is learned to be before them, or null. */
  private static @Nullable Layer outermost(List<Line> sample) {
    Layer layer = most(sample, List.of());
    return layer == null ? LearnedLayer.of(sample) : layer;
  }

  /** The first layer that nearly all lines have, or null. */
  private static @Nullable Layer most(List<Line> sample, List<Layer> before) {
    List<Layer> candidates = new ArrayList<>(PrefixLayer.all());
    candidates.add(new JsonLayer());
    candidates.add(new LogfmtLayer());
    for (Layer candidate : candidates) {
      boolean json = candidate instanceof JsonLayer;
      boolean twice =
          before.stream().anyMatch(layer -> layer.name().equals(candidate.name()) && !json);
      int share = json ? 2 : 5;
      int wanted = json ? 1 : 4;
      int count = twice ? 0 : FirstLines.count(sample, candidate);
      if (count > 0 && count * share >= sample.size() * wanted) {
        return fresh(candidate);
      }
    }
    return null;
  }

  private static Layer fresh(Layer used) {
    return requireNonNull(layer(used.name()), used::name);
  }
}
