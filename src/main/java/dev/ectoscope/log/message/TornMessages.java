package dev.ectoscope.log.message;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ectoscope.log.LogEvent;
import dev.ectoscope.log.Position;
import dev.ectoscope.log.bytes.ByteScan;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * Headers and statements that other lines tore apart, as when several instances write into one file
 * without a prefix. They are put together again by table, else by order; both the repaired and the
 * lost are counted, since it is a guess.
 */
public final class TornMessages {

  private static final int MOST = 32;

  /**
   * Lines between a header and its statement: of two instances that write into one file the busier
   * one may come between for long (where one writes nine lines of ten, one pair of twenty is more
   * than 28 lines apart). What stands further off belongs to another message, whose header is lost.
   */
  private static final long FARTHEST = 40;

  /** A header that waits for its statement. */
  public record Head(
      Position position,
      long clock,
      LogEvent.Process process,
      boolean ok,
      String source,
      long db,
      long decode,
      long queue,
      long idle) {

    boolean printsTheSame(Head other) {
      return process.equals(other.process)
          && ok == other.ok
          && source.equals(other.source)
          && db == other.db
          && queue == other.queue
          && idle == other.idle;
    }
  }

  private static final byte[][] VERBS =
      verbs(
          "SELECT ",
          "INSERT ",
          "UPDATE ",
          "DELETE ",
          "WITH ",
          "begin []",
          "commit []",
          "rollback []");

  private final Deque<Head> heads = new ArrayDeque<>();
  private long repaired;
  private long lostStatements;
  private long lostHeaders;
  private long firstLine;

  private static byte[][] verbs(String... words) {
    byte[][] all = new byte[words.length][];
    for (int i = 0; i < words.length; i++) {
      all[i] = words[i].getBytes(US_ASCII);
    }
    return all;
  }

  /** Whether the line at {@code at} begins a statement as Ecto prints it. */
  public static boolean beginsStatement(byte[] bytes, int at, int to) {
    for (byte[] verb : VERBS) {
      if (ByteScan.startsWith(bytes, at, to, verb)) {
        return true;
      }
    }
    return false;
  }

  public boolean isEmpty() {
    return heads.isEmpty();
  }

  /** A header without a statement; returns one that has waited too long, or null. */
  @Nullable Head add(Head head) {
    heads.add(head);
    return heads.size() > MOST ? heads.poll() : null;
  }

  /** A header that was printed twice: the first has no statement of its own. */
  @Nullable Head takeTwin(Head of) {
    Iterator<Head> each = heads.iterator();
    while (each.hasNext()) {
      Head head = each.next();
      if (head.printsTheSame(of)) {
        each.remove();
        return head;
      }
    }
    return null;
  }

  /** A header too far above the line to belong to anything there, or null. */
  public @Nullable Head takeStale(long line) {
    Head eldest = heads.peek();
    boolean stale = eldest != null && Math.abs(line - eldest.position().line()) > FARTHEST;
    return stale ? heads.poll() : null;
  }

  public @Nullable Head takeAny() {
    return heads.poll();
  }

  /** The header that the statement [from, to) most probably belongs to, or null. */
  @Nullable Head takeFor(byte[] bytes, int from, int to) {
    Head found = null;
    for (Head head : heads) {
      boolean names = names(bytes, from, to, head.source);
      if (names || found == null && head.source.isEmpty()) {
        found = head;
      }
      if (names) {
        break;
      }
    }
    if (found != null) {
      heads.remove(found);
      repaired++;
      firstLine = firstLine == 0 ? found.position.line() : firstLine;
    }
    return found;
  }

  /** Whether a statement names the table of a header. */
  static boolean names(byte[] bytes, int from, int to, String source) {
    return !source.isEmpty() && ByteScan.indexOf(bytes, source.getBytes(UTF_8), from, to) >= 0;
  }

  /** Whether some waiting header names a table of the statement. */
  boolean wants(byte[] bytes, int from, int to) {
    return heads.stream().anyMatch(head -> names(bytes, from, to, head.source));
  }

  /**
   * Adds what is torn behind this.
   *
   * @param before lines that it did not count
   */
  public void goOnAfter(TornMessages later, long before) {
    heads.addAll(later.heads);
    repaired += later.repaired;
    lostStatements += later.lostStatements;
    lostHeaders += later.lostHeaders;
    firstLine = firstLine == 0 && later.firstLine > 0 ? later.firstLine + before : firstLine;
  }

  void lost() {
    lostStatements++;
  }

  public long repaired() {
    return repaired;
  }

  /** A header has waited for its statement in vain: its query is not counted. */
  void lostStatementOf() {
    lostHeaders++;
  }

  /** Headers whose statement is not in the log. */
  long lostHeaders() {
    return lostHeaders;
  }

  /** Statements whose header is not in the log. */
  long lostStatements() {
    return lostStatements;
  }

  public long firstLine() {
    return firstLine;
  }
}
