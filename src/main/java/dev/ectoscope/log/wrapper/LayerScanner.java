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
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Cuts an input whose lines are wrapped into entries: peels the layers off each physical line, and
 * puts the lines of each instance together apart, since shippers mix instances line by line.
 */
public final class LayerScanner implements Scanner {

  private static final int BLOCK = 256 * 1024;

  private final InputStream input;
  private final List<Layer> layers;
  private final EntryTaker taker;
  private final int bound;

  private byte[] buffer = new byte[2 * BLOCK];
  private int limit;
  private boolean ended;
  private boolean skipping;
  private long bytesRead;
  private long lines;

  /** Of the physical line that what is read now begins on. */
  private long number;

  private final Line line = new Line();
  private final Header given = new Header();
  private final LineStreams streams;
  private final List<Map<String, Pieces>> partial = new ArrayList<>();
  private final BrokenRecords broken;
  private @Nullable LineStream latest;

  /** Read the records of an instance that writes JSON beside others that do not. */
  private final JsonLayer[] mixed;

  /**
   * @param layers outermost first
   * @param framings makes the framing of what is inside, one for each instance
   */
  public LayerScanner(
      InputStream input,
      List<Layer> layers,
      Function<String, Framing> framings,
      EntryTaker taker,
      int bound) {
    this.input = input;
    this.layers = layers;
    this.streams = new LineStreams(framings, taker, bound);
    this.taker = taker;
    this.bound = bound;
    this.mixed =
        layers.stream().anyMatch(LayerScanner::holdsRecords)
            ? new JsonLayer[0]
            : new JsonLayer[] {new JsonLayer(), new JsonLayer()};
    layers.forEach(layer -> partial.add(new HashMap<>()));
    this.broken = new BrokenRecords(layers, line, this::beginsEntry, this::peelAgain);
  }

  private static boolean holdsRecords(Layer layer) {
    return layer instanceof JsonLayer || layer instanceof LogfmtLayer || layer instanceof WrapLayer;
  }

  /** Records hold lines of a console; without this, that is told from the first of them. */
  public LayerScanner ofConsole(boolean told) {
    streams.ofConsole(told);
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
    number = lines;
    line.set(buffer, from, to > from && buffer[to - 1] == '\r' ? to - 1 : to);
    line.cut = tooLong;
    peel(0);
  }

  private void peel(int first) {
    peel(first, false);
  }

  /**
   * @param whole whether the first layer is not to be asked for the rest of a record
   */
  private void peel(int first, boolean whole) {
    for (int i = first; i < layers.size(); i++) {
      boolean record = layers.get(i) instanceof JsonLayer && !(whole && i == first);
      if (record && broken.isPart(i, number)) {
        return;
      }
      number = record ? broken.number() : number;
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

  /** Whether a line begins an entry behind a level or a time. */
  private boolean beginsEntry(Line of) {
    return of.from < of.to && of.bytes[of.from] != 'Q' && streams.of(of.instance).begins(of);
  }

  private void peelAgain(int layer, long at) {
    number = at;
    peel(layer, true);
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
      if (pieces.size() > LineStreams.MOST) {
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
            && before.endsWith('s')
            && TornMessages.beginsStatement(line.bytes, line.from, line.to);
    boolean outside = layer + 1 < layers.size();
    boolean begins =
        outside
            ? before != null && isOfNext(layer + 1, before)
            : !bare
                && (afterHeader
                    || WrapLayer.isArrow(line)
                    || streams.of(line.instance).begins(line));
    if (!begins) {
      return;
    }
    pieces.remove(line.instance);
    if (before != null) {
      byte[] bytes = line.bytes;
      int from = line.from;
      int to = line.to;
      boolean more = line.partial;
      line.text(before.bytes, 0, before.length);
      line.partial = false;
      if (outside) {
        peel(layer + 1);
        line.set(bytes, from, to);
      } else {
        split(streams.of(line.instance));
        line.text(bytes, from, to);
      }
      line.partial = more;
    }
  }

  /** Whether a line has what the next layer puts before each. */
  private boolean isOfNext(int layer, Pieces before) {
    Line trial = new Line();
    trial.set(line.bytes, line.from, line.to);
    boolean peeled = layers.get(layer).peel(trial);
    return peeled && (!(layers.get(layer) instanceof JsonLayer) || before.endsWith('}'));
  }

  /** Not wrapped like the others: what follows a line feed that the shipper let through. */
  private void unpeeled(int layer) {
    if (layers.get(layer) instanceof JsonLayer) {
      taker.notPeeled(line.bytes, line.from, line.to, number);
    }
    if (latest == null || layer > 0) {
      latest = streams.of(line.instance);
    }
    line.record = false;
    split(latest);
  }

  private void deliver() {
    if (NoticeMessage.isBlob(line.bytes, line.from, line.to)) {
      taker.leftOut(number);
      return;
    }
    for (JsonLayer json : mixed) {
      if (json.isRecordWithTime(line)) {
        json.peel(line);
        line.restBytes = null;
      }
    }
    if (line.telemetry) {
      taker.telemetry(line, number, given());
      return;
    }
    if (latest == null || !latest.instance().equals(line.instance)) {
      latest = streams.of(line.instance);
    }
    if (line.record && (line.cut && !latest.isConsole() || isWhole(latest))) {
      latest.close(false);
      Header header = given();
      taker.begun(line.bytes, line.from, header);
      if (line.cut) {
        taker.cut(number);
      }
      taker.entry(line.bytes, line.from, line.to, number, header, false);
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
      stream.line(line, from, feed < 0 ? line.to : feed, number);
      if (feed < 0) {
        return;
      }
      from = feed + 1;
    }
  }

  private void finish() {
    for (int i = 0; i < layers.size(); i++) {
      broken.end(i);
      for (Map.Entry<String, Pieces> left : partial.get(i).entrySet()) {
        line.set(left.getValue().bytes, 0, left.getValue().length);
        line.instance = left.getKey();
        peel(i + 1);
      }
    }
    streams.close();
  }
}
