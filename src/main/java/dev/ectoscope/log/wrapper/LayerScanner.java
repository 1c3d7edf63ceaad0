package dev.ectoscope.log.wrapper;

import dev.ectoscope.log.bytes.ByteScan;
import dev.ectoscope.log.framing.Framing;
import dev.ectoscope.log.framing.Scanner;
import dev.ectoscope.log.message.EntryTaker;
import dev.ectoscope.log.message.Header;
import dev.ectoscope.log.message.Line;
import dev.ectoscope.log.message.NoticeMessage;
import dev.ectoscope.log.message.QueryMessage;
import dev.ectoscope.log.message.TornMessages;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Cuts an input whose lines are wrapped into entries: peels the layers off each physical line, and
 * puts the lines of each instance together apart, since shippers mix instances line by line.
 */
public final class LayerScanner implements Scanner {

  private static final int BLOCK = 256 * 1024;
  private static final int MOST_STREAMS = 2048;

  private final InputStream input;
  private final List<Layer> layers;
  private final Supplier<Framing> framings;
  private final EntryTaker taker;
  private final int bound;

  private byte[] buffer = new byte[2 * BLOCK];
  private int limit;
  private boolean ended;
  private boolean skipping;
  private long bytesRead;
  private long lines;

  private final Line line = new Line();
  private final Header given = new Header();
  private final Map<String, LineStream> streams = new LinkedHashMap<>();
  private final List<Map<String, Pieces>> partial = new ArrayList<>();
  private @Nullable LineStream latest;
  private boolean console;

  /** Read the records of an instance that writes JSON beside others that do not. */
  private final JsonLayer[] mixed;

  /** The beginning of a line whose end is still to come. */
  private static final class Pieces {
    private byte[] bytes = new byte[4096];
    private int length;

    void add(byte[] more, int from, int to, int bound) {
      int count = Math.min(to - from, bound - length);
      if (count > 0) {
        if (bytes.length - length < count) {
          bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + count));
        }
        System.arraycopy(more, from, bytes, length, count);
        length += count;
      }
    }
  }

  /**
   * @param layers outermost first
   * @param framings makes the framing of what is inside, one for each instance
   */
  public LayerScanner(
      InputStream input,
      List<Layer> layers,
      Supplier<Framing> framings,
      EntryTaker taker,
      int bound) {
    this.input = input;
    this.layers = layers;
    this.framings = framings;
    this.taker = taker;
    this.bound = bound;
    this.mixed =
        layers.stream().anyMatch(LayerScanner::holdsRecords)
            ? new JsonLayer[0]
            : new JsonLayer[] {new JsonLayer(), new JsonLayer()};
    layers.forEach(layer -> partial.add(new HashMap<>()));
  }

  private static boolean holdsRecords(Layer layer) {
    return layer instanceof JsonLayer || layer instanceof LogfmtLayer || layer instanceof WrapLayer;
  }

  /** Records hold lines of a console; without this, that is told from the first of them. */
  public LayerScanner ofConsole(boolean told) {
    console = told;
    return this;
  }

  @Override
  public long bytesRead() {
    return bytesRead;
  }

  @Override
  public long lines() {
    return lines;
  }

  @Override
  public void run(LongConsumer progress) throws IOException {
    int start = 0;
    int searched = 0;
    while (true) {
      int feed = ByteScan.indexOf(buffer, '\n', searched, limit);
      if (feed >= 0) {
        physical(start, feed);
        start = searched = feed + 1;
        continue;
      }
      if (ended) {
        break;
      }
      searched = limit - start;
      makeRoom(start);
      start = 0;
      searched = Math.min(searched, limit);
      fill(progress);
    }
    if (start < limit) {
      physical(start, limit);
    }
    finish();
  }

  /** Moves what is left to the front; the rest of a line over the bound is skipped. */
  private void makeRoom(int start) {
    int left = limit - start;
    if (left > bound) {
      if (!skipping) {
        lines++;
        through(start, limit, true);
        skipping = true;
      }
      limit = 0;
      return;
    }
    System.arraycopy(buffer, start, buffer, 0, left);
    limit = left;
    if (buffer.length - limit < BLOCK) {
      buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, limit + BLOCK));
    }
  }

  private void fill(LongConsumer progress) throws IOException {
    int count = input.read(buffer, limit, BLOCK);
    if (count < 0) {
      ended = true;
      return;
    }
    limit += count;
    bytesRead += count;
    progress.accept(bytesRead);
  }

  private void physical(int from, int to) {
    if (skipping) {
      skipping = false;
      return;
    }
    lines++;
    through(from, to, false);
  }

  private void through(int from, int to, boolean tooLong) {
    line.set(buffer, from, to > from && buffer[to - 1] == '\r' ? to - 1 : to);
    line.cut = tooLong;
    peel(0);
  }

  private void peel(int first) {
    for (int i = first; i < layers.size(); i++) {
      if (!layers.get(i).peel(line)) {
        unpeeled(i);
        return;
      }
      if (line.restBytes != null) {
        byte[] rest = line.restBytes;
        int restFrom = line.restFrom;
        int restTo = line.restTo;
        String instance = line.instance;
        line.restBytes = null;
        inner(i);
        line.set(rest, restFrom, restTo);
        line.instance = instance;
        peel(i);
        return;
      }
      if (waits(i)) {
        return;
      }
    }
    deliver();
  }

  private void inner(int layer) {
    if (!waits(layer)) {
      peel(layer + 1);
    }
  }

  /** Puts the pieces of a line together; true while some are missing. */
  private boolean waits(int layer) {
    Map<String, Pieces> pieces = partial.get(layer);
    if (!pieces.isEmpty() && layers.get(layer) instanceof WrapLayer) {
      endWrapped(layer, pieces);
    }
    if (!line.partial && pieces.isEmpty()) {
      return false;
    }
    if (line.partial) {
      if (pieces.size() > MOST_STREAMS) {
        pieces.clear();
        taker.cut(lines); // nothing is lost in silence
      }
      pieces
          .computeIfAbsent(line.instance, k -> new Pieces())
          .add(line.bytes, line.from, line.to, bound);
      return true;
    }
    Pieces before = pieces.remove(line.instance);
    if (before != null) {
      before.add(line.bytes, line.from, line.to, bound);
      line.text(before.bytes, 0, before.length);
    }
    return false;
  }

  /** A full line that is followed by the beginning of something has ended with its width. */
  private void endWrapped(int layer, Map<String, Pieces> pieces) {
    boolean bare = line.from < line.to && line.bytes[line.from] == 'Q'; // the break may be there
    Pieces before = pieces.get(line.instance);
    boolean afterHeader =
        before != null
            && before.bytes[before.length - 1] == 's'
            && TornMessages.beginsStatement(line.bytes, line.from, line.to);
    boolean begins = afterHeader || WrapLayer.isArrow(line) || stream(line.instance).begins(line);
    if (bare || !begins) {
      return;
    }
    pieces.remove(line.instance);
    if (before != null) {
      byte[] bytes = line.bytes;
      int from = line.from;
      int to = line.to;
      boolean more = line.partial;
      line.text(before.bytes, 0, before.length);
      split(stream(line.instance));
      line.text(bytes, from, to);
      line.partial = more;
    }
  }

  /** Not wrapped like the others: what follows a line feed that the shipper let through. */
  private void unpeeled(int layer) {
    if (layers.get(layer) instanceof JsonLayer) {
      taker.notPeeled(line.bytes, line.from, line.to, lines);
    }
    if (latest == null || layer > 0) {
      latest = stream(line.instance);
    }
    line.record = false;
    split(latest);
  }

  private LineStream stream(String instance) {
    LineStream stream = streams.get(instance);
    if (stream == null) {
      if (streams.size() >= MOST_STREAMS) {
        LineStream eldest = streams.values().iterator().next();
        eldest.close(false);
        streams.remove(eldest.instance());
      }
      stream = new LineStream(instance, framings.get(), taker, bound);
      if (console) {
        stream.ofConsole();
      }
      streams.put(instance, stream);
    }
    return stream;
  }

  private void deliver() {
    if (NoticeMessage.isBlob(line.bytes, line.from, line.to)) {
      taker.leftOut(lines);
      return;
    }
    for (JsonLayer json : mixed) {
      if (json.isRecordWithTime(line)) {
        json.peel(line);
        line.restBytes = null;
      }
    }
    if (line.telemetry) {
      taker.telemetry(line, lines, given());
      return;
    }
    if (latest == null || !latest.instance().equals(line.instance)) {
      latest = stream(line.instance);
    }
    if (line.record && isWhole(latest)) {
      latest.close(false);
      Header header = given();
      taker.begun(line.bytes, line.from, header);
      if (line.cut) {
        taker.cut(lines);
      }
      taker.entry(line.bytes, line.from, line.to, lines, header, false);
      return;
    }
    split(latest);
  }

  /** Whether the text of a record is a message of its own, not one physical line of a console. */
  private boolean isWhole(LineStream stream) {
    if (line.from >= line.to) {
      return !stream.isConsole();
    }
    if (QueryMessage.isQuery(line.bytes, line.from, line.to)
        && ByteScan.indexOf(line.bytes, '\n', line.from, line.to) >= 0) {
      return true;
    }
    if (stream.begins(line) || !stream.isConsole() && stream.holdsEntries(line)) {
      stream.ofConsole();
      return false;
    }
    return !stream.isConsole();
  }

  private Header given() {
    given.clear();
    given.clock = line.clock;
    given.error = line.error;
    given.requestId = line.requestId;
    given.idKind = line.idKind;
    given.name = line.name;
    given.pid = line.pid;
    given.instance = line.instance;
    return given;
  }

  private void split(LineStream stream) {
    int from = line.from;
    while (true) {
      int feed = ByteScan.indexOf(line.bytes, '\n', from, line.to);
      stream.line(line, from, feed < 0 ? line.to : feed, lines);
      if (feed < 0) {
        return;
      }
      from = feed + 1;
    }
  }

  private void finish() {
    for (int i = 0; i < layers.size(); i++) {
      for (Map.Entry<String, Pieces> left : partial.get(i).entrySet()) {
        line.set(left.getValue().bytes, 0, left.getValue().length);
        line.instance = left.getKey();
        peel(i + 1);
      }
    }
    streams.values().forEach(stream -> stream.close(true));
  }
}
