package dev.ectoscope.log.wrapper;

import dev.ectoscope.log.message.Line;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** The records of JSON of an input that were broken into lines, those of each instance apart. */
final class BrokenRecords {

  /** Reads the line, which begins on a physical one, as the layer finds it. */
  @FunctionalInterface
  interface Again {
    void peel(int layer, long number);
  }

  private final List<Layer> layers;
  private final Line line;
  private final Predicate<Line> beginsEntry;
  private final Again again;
  private final List<Map<String, BrokenRecord>> open = new ArrayList<>();
  private long number;

  /**
   * @param line on its way through the layers
   * @param beginsEntry whether a line is one of a console, and none of a record
   * @param again takes the line when it turns out to be no record's
   */
  BrokenRecords(List<Layer> layers, Line line, Predicate<Line> beginsEntry, Again again) {
    this.layers = layers;
    this.line = line;
    this.beginsEntry = beginsEntry;
    this.again = again;
    layers.forEach(layer -> open.add(new HashMap<>()));
  }

  /**
   * Whether the rest of the record is still to come; if not, the line is the whole record.
   *
   * @param at the physical line
   */
  boolean isPart(int layer, long at) {
    number = at;
    Map<String, BrokenRecord> records = open.get(layer);
    BrokenRecord record = records.isEmpty() ? null : records.get(line.instance);
    if (record == null) {
      BrokenRecord begun = BrokenRecord.of(line, at);
      if (begun != null) {
        records.put(line.instance, begun);
      }
      return begun != null;
    }
    if (!record.mayGoOn(line) || beginsEntry.test(line)) {
      Line after = new Line();
      after.takeOver(line);
      records.remove(line.instance);
      giveBack(record, layer);
      line.takeOver(after);
      return isPart(layer, at);
    }
    record.add(line, at);
    if (record.isOpen()) {
      return true;
    }
    records.remove(line.instance);
    byte[] whole = record.bytes();
    if (!isRecord(layer, whole)) {
      giveBack(record, layer);
      return true;
    }
    BrokenRecord.Piece first = record.pieces().get(0);
    line.text(whole, 0, whole.length);
    line.clock = first.clock();
    number = first.number();
    return false;
  }

  /** The physical line that begins what was looked at last. */
  long number() {
    return number;
  }

  /** Nothing more comes. */
  void end(int layer) {
    List<BrokenRecord> left = List.copyOf(open.get(layer).values());
    open.get(layer).clear();
    left.forEach(record -> giveBack(record, layer));
  }

  private boolean isRecord(int layer, byte[] whole) {
    Line trial = new Line();
    trial.set(whole, 0, whole.length);
    return layers.get(layer).peel(trial) && !trial.cut;
  }

  /** What was no record after all: its lines as they are. */
  private void giveBack(BrokenRecord none, int layer) {
    for (BrokenRecord.Piece piece : none.pieces()) {
      line.set(piece.bytes(), 0, piece.bytes().length);
      line.instance = piece.instance();
      line.clock = piece.clock();
      again.peel(layer, piece.number());
    }
  }
}
