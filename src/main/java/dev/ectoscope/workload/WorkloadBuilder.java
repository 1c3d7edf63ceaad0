package dev.ectoscope.workload;

import dev.ectoscope.log.CallSite;
import dev.ectoscope.log.InputFile;
import dev.ectoscope.log.LogEvent;
import dev.ectoscope.log.LogEvent.UnitKind;
import dev.ectoscope.log.LogSink;
import dev.ectoscope.log.StatementText;
import dev.ectoscope.sql.SqlReader;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Gathers the events of one input into a {@link Workload}. Not thread safe; one builder for each
 * input.
 */
public final class WorkloadBuilder implements LogSink {

  private static final int REMEMBERED = 1 << 16;

  /** Characters of a text of which no group remembers a copy of its own. */
  private static final int LONG = 2_048;

  /** Characters of all texts that are remembered. */
  private static final int MOST_CHARACTERS = 8 << 20;

  private final Tally tally;
  private final Instances instances;

  // Texts and call sites are shared by all queries that print them, so that identity finds the
  // group of nearly every query without comparing names.
  private StatementText[] texts = new StatementText[1024];
  private CallSite[] sites = new CallSite[1024];
  private QueryGroup[] groups = new QueryGroup[1024];
  private int remembered;
  private long characters;
  private long timesLeftOut;
  private @Nullable QueryGroup previous;

  public WorkloadBuilder(SqlReader reader) {
    this(reader, List.of());
  }

  /**
   * @param patterns asked once for each unit of work
   */
  public WorkloadBuilder(SqlReader reader, List<UnitPattern> patterns) {
    this(reader, patterns, Limits.STANDARD);
  }

  WorkloadBuilder(SqlReader reader, List<UnitPattern> patterns, Limits limits) {
    tally = new Tally(reader, limits, List.copyOf(patterns));
    instances = new Instances(limits, tally);
  }

  @Override
  public void accept(LogEvent event) {
    if (event instanceof LogEvent.Query query) {
      QueryGroup group = groupOf(query);
      tally.count(query, group);
      instances.of(query).add(query, group);
    } else if (event instanceof LogEvent.UnitStarted started) {
      tally.begins(started.kind(), started.name());
      instances.of(event).start(started);
    } else if (event instanceof LogEvent.UnitFinished finished) {
      instances.of(event).finish(finished);
    } else if (event instanceof LogEvent.UnitNamed named) {
      if (!named.within()) {
        tally.begins(UnitKind.REQUEST, named.name());
      }
      instances.of(event).name(named);
    } else if (event instanceof LogEvent.Failure failure) {
      tally.fail(FailureReports.of(failure));
      instances.of(event).fail(failure);
    }
  }

  private QueryGroup groupOf(LogEvent.Query query) {
    StatementText text = query.statement();
    CallSite site = query.callSite();
    QueryGroup before = previous;
    QueryGroup group = before == null || before.next == null ? null : before.next;
    if (group == null || group.text != text || group.site != site || group.leftOut) {
      group = lookedUp(query, text, site);
      if (before != null && !before.leftOut) {
        before.next = group.leftOut ? null : group;
      }
    }
    previous = group;
    return group;
  }

  private QueryGroup lookedUp(LogEvent.Query query, StatementText text, CallSite site) {
    int slot = slot(text, site);
    QueryGroup group = groups[slot];
    if (group == null || group.leftOut) {
      group = tally.group(text.fingerprint(), text.text(), site, query.position(), query.source());
      if (tally.timesLeftOut() != timesLeftOut) {
        forgetLeftOut();
        slot = slot(text, site);
      }
      tally.read(text, group.statistics());
      group.read(AskedText.of(query));
      if (group.leftOut) {
        return group; // likely one of very many, none of which comes again
      }
      remember(slot, text, site, group);
    }
    if (text.text().length() <= LONG) {
      group.isAskedBy(text, site);
    }
    return group;
  }

  /** What is not told apart any more is let go of. */
  private void forgetLeftOut() {
    timesLeftOut = tally.timesLeftOut();
    StatementText[] oldTexts = texts;
    CallSite[] oldSites = sites;
    QueryGroup[] oldGroups = groups;
    instances.forgetLeftOut();
    clear(groups.length);
    for (int i = 0; i < oldGroups.length; i++) {
      QueryGroup group = oldGroups[i];
      if (group != null && !group.leftOut) {
        group.next = null;
        remember(slot(oldTexts[i], oldSites[i]), oldTexts[i], oldSites[i], group);
      }
    }
  }

  private void clear(int length) {
    texts = new StatementText[length];
    sites = new CallSite[length];
    groups = new QueryGroup[length];
    remembered = 0;
    characters = 0;
  }

  private int slot(StatementText text, CallSite site) {
    int mask = groups.length - 1;
    int hash = System.identityHashCode(text) * 31 + site.hashCode();
    int slot = (hash ^ hash >>> 15) & mask;
    while (groups[slot] != null && (texts[slot] != text || sites[slot] != site)) {
      slot = slot + 1 & mask;
    }
    return slot;
  }

  private void remember(int slot, StatementText text, CallSite site, QueryGroup group) {
    boolean another = groups[slot] == null;
    texts[slot] = text;
    sites[slot] = site;
    groups[slot] = group;
    characters += text.text().length();
    if (characters > MOST_CHARACTERS) {
      clear(groups.length);
      return;
    }
    if (another && ++remembered * 2 > groups.length) {
      grow();
    }
  }

  private void grow() {
    StatementText[] oldTexts = texts;
    CallSite[] oldSites = sites;
    QueryGroup[] oldGroups = groups;
    int length = remembered < REMEMBERED ? groups.length * 2 : groups.length;
    boolean keep = length > groups.length;
    clear(length);
    for (int i = 0; keep && i < oldGroups.length; i++) {
      if (oldGroups[i] != null) {
        remember(slot(oldTexts[i], oldSites[i]), oldTexts[i], oldSites[i], oldGroups[i]);
      }
    }
  }

  /** The workload of what was accepted; nothing can be accepted any more. */
  public Workload build(InputFile input) {
    return build(List.of(input));
  }

  /**
   * The same of several inputs, whose events were accepted as those of one log.
   *
   * @param inputs in the order they were read
   */
  public Workload build(List<InputFile> inputs) {
    instances.end();
    tally.inputs.addAll(inputs);
    tally.inputs.sort(Comparator.comparing(InputFile::path).thenComparing(InputFile::bytes));
    tally.cut();
    return new Workload(tally);
  }
}
