package dev.ectoscope.log.message;

import dev.ectoscope.log.LogEvent;
import java.util.ArrayList;
import java.util.List;

/** What is known to be missing from one input: why its counts and sums are lower bounds. */
public final class Losses {

  /** Of fewer requests without an end the log may simply be cut between. */
  private static final int FEW = 10;

  private static final double SHARE = 0.1;

  private long notices;
  private long firstNotice;
  private long dropped;
  private long leftOut;
  private long firstLeftOut;
  private long started;
  private long finished;

  public void notice(long line, long count) {
    notices++;
    dropped += count;
    firstNotice = firstNotice == 0 ? line : firstNotice;
  }

  /**
   * Adds what is missing behind this.
   *
   * @param before lines that it did not count
   */
  public void add(Losses later, long before) {
    notices += later.notices;
    dropped += later.dropped;
    firstNotice = firstOf(firstNotice, later.firstNotice, before);
    started += later.started;
    finished += later.finished;
    leftOut += later.leftOut;
    firstLeftOut = firstOf(firstLeftOut, later.firstLeftOut, before);
  }

  private static long firstOf(long line, long later, long before) {
    return line == 0 && later > 0 ? later + before : line;
  }

  public void leftOut(long line) {
    leftOut++;
    firstLeftOut = firstLeftOut == 0 ? line : firstLeftOut;
  }

  public void started(LogEvent.UnitStarted unit) {
    started += unit.kind() == LogEvent.UnitKind.REQUEST ? 1 : 0;
  }

  public void finished(LogEvent.UnitFinished unit) {
    finished += unit.kind() == LogEvent.UnitKind.REQUEST ? 1 : 0;
  }

  /** Sentences for people. */
  public List<String> lowerBounds(TornMessages torn) {
    List<String> reasons = new ArrayList<>();
    if (notices > 0) {
      String count = dropped > 0 ? "at least " + dropped + " messages" : "messages";
      reasons.add("the log says that " + count + " were dropped, first at line " + firstNotice);
    }
    if (leftOut > 0) {
      reasons.add(
          "journald left out "
              + leftOut
              + " texts that are not plain ([… blob data]), first at line "
              + firstLeftOut
              + ": print the log with --all");
    }
    long without = started - finished;
    if (finished > 0 && without > FEW && without > SHARE * started) {
      reasons.add(
          without
              + " of "
              + started
              + " requests have no line that ends them: messages are missing, as when a logger is"
              + " overloaded and drops them");
    }
    if (torn.lostStatements() > 0) {
      reasons.add(torn.lostStatements() + " statements have lost their QUERY header");
    }
    if (torn.lostHeaders() > 0) {
      reasons.add(torn.lostHeaders() + " QUERY headers have lost their statement: not counted");
    }
    return reasons;
  }
}
