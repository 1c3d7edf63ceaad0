package dev.ectoscope.log.reading;

import dev.ectoscope.log.InputFile.Unread;
import dev.ectoscope.log.LogEvent;
import dev.ectoscope.log.LogSink;
import dev.ectoscope.log.Part;
import dev.ectoscope.log.Position;
import dev.ectoscope.log.bytes.ByteScan;
import dev.ectoscope.log.bytes.Interner;
import dev.ectoscope.log.message.Dialect;
import dev.ectoscope.log.message.EntryTaker;
import dev.ectoscope.log.message.Header;
import dev.ectoscope.log.message.LastName;
import dev.ectoscope.log.message.Line;
import dev.ectoscope.log.message.LineEnds;
import dev.ectoscope.log.message.Losses;
import dev.ectoscope.log.message.MessageReader;
import dev.ectoscope.log.message.QueryMessage;
import dev.ectoscope.log.message.Reading;
import dev.ectoscope.log.message.TornMessages;
import dev.ectoscope.log.message.TrailingMetadata;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/** What is known while one input is read. */
final class OneInput implements EntryTaker, Reading {

  private static final int KEPT_OF_LONG = 64 * 1024;
  private static final int REMEMBERED = 64;

  private final LogSink sink;
  private final MessageReader messages;
  private final LastName requestIds;
  private final LastName pids;
  private final LastName registered;
  private final int longestMessage;
  private final TrailingMetadata metadata = new TrailingMetadata();
  private final TornMessages torn = new TornMessages();
  private final Losses losses = new Losses();
  private final Dialect dialect = new Dialect();
  private final Deque<LogEvent.Query> records = new ArrayDeque<>();
  private byte @Nullable [] oldStatement;
  private boolean inTelemetry;
  private boolean beganInside;
  private long printedTwice;

  private final Part part;
  private final UnreadLines unread = new UnreadLines();
  private long headers;
  private long understood;
  private long queries;

  private String requestId = "";
  private String pid = "";
  private String processName = "";
  private String instance = "";
  private LogEvent.Process process = LogEvent.Process.UNKNOWN;
  private LongUnaryOperator place = LongUnaryOperator.identity();
  private long events;
  private long line;
  private long clock;

  /**
   * @param names shared by all inputs of a reader, as is {@code messages}
   */
  OneInput(
      String path,
      LogSink sink,
      MessageReader messages,
      Interner<String> names,
      int longestMessage) {
    this.part = new Part(path);
    this.sink = sink;
    this.messages = messages;
    this.requestIds = new LastName(names);
    this.pids = new LastName(names);
    this.registered = new LastName(names);
    this.longestMessage = longestMessage;
  }

  /** Other inputs of the same log hold so many events; the rest of their last may begin this. */
  void startAfter(long eventsBefore, boolean inMessage) {
    events = eventsBefore;
    beganInside = inMessage;
  }

  long events() {
    return events;
  }

  /** Lines are counted in the order they are read; this tells where they stand. */
  void placedBy(LongUnaryOperator placeOfNth) {
    place = placeOfNth;
  }

  /**
   * Whether something waits for what comes next, so that nothing can be read without knowing it.
   */
  boolean waits() {
    return !torn.isEmpty() || !records.isEmpty() || messages.waits();
  }

  /** Reads a chunk: what only the whole input tells is left to the one that takes it over. */
  OneInput ofChunk() {
    dialect.close();
    return this;
  }

  /** The chunk that this one reads has ended; its reader of messages goes on to another. */
  void endOfChunk() {
    oldStatement = messages.old().take();
  }

  /**
   * Takes over what another one read of the same input directly behind this, and tells its events.
   *
   * @param lines that stand before what it read
   */
  void goOnAfter(OneInput next, List<LogEvent> told, long lines) {
    next.part.comesAfter(lines, events);
    for (int i = 0; i < told.size() && dialect.isOpen(); i++) {
      if (told.get(i) instanceof LogEvent.Query query) {
        dialect.add(query.statement().text());
      }
    }
    sink.acceptAll(told, next.queries);
    torn.goOnAfter(next.torn, lines);
    messages.old().await(next.oldStatement);
    records.addAll(next.records);
    printedTwice += next.printedTwice;
    losses.add(next.losses, lines);
    unread.addAll(next.unread, lines);
    queries += next.queries;
    headers += next.headers;
    understood += next.understood;
    events += next.events;
  }

  String path() {
    return part.input();
  }

  long headers() {
    return headers;
  }

  long understood() {
    return understood;
  }

  String database() {
    return dialect.name();
  }

  List<String> lowerBounds() {
    return losses.lowerBounds(torn);
  }

  /** Nothing more comes: what still waits has waited in vain. */
  void end() {
    for (TornMessages.Head head; (head = torn.takeAny()) != null; ) {
      expired(head);
    }
    if (torn.repaired() > 0) {
      unreadAt(
          torn.firstLine(),
          torn.repaired()
              + " queries from this line on are torn apart by lines of others (several instances"
              + " in one log without a prefix?) and were put together again by table and order");
    }
    if (printedTwice > 0) {
      unreadAt(
          unread.last(),
          printedTwice
              + " queries are printed both by LoggerJSON.Ecto and by the Repo: counted once");
    }
  }

  @Override
  public void begun(byte[] bytes, int lineStart, Header header) {
    String id =
        requestIds.get(bytes, lineStart + header.requestIdFrom, lineStart + header.requestIdTo);
    String process = pids.get(bytes, lineStart + header.pidFrom, lineStart + header.pidTo);
    String name = registered.get(bytes, lineStart + header.nameFrom, lineStart + header.nameTo);
    processName = name.isEmpty() ? header.name : name;
    requestId = id.isEmpty() ? header.requestId : id;
    pid = process.isEmpty() ? header.pid : process;
    pid = pid.isEmpty() ? processName : pid;
    idOf(header.idKind);
    instance = header.instance;
  }

  /** A pid tells more than an id that several requests and jobs may share. */
  private void idOf(Header.IdKind kind) {
    if (kind == Header.IdKind.JOB) {
      requestId = LogEvent.Process.JOB + requestId;
    } else if (kind == Header.IdKind.TRACE) {
      requestId = pid.isEmpty() ? LogEvent.Process.TRACE + requestId : "";
    }
  }

  @Override
  public void lookAhead(byte[] bytes, int from, int feed, int limit, LineEnds ends) {
    messages.lookAhead(bytes, from, feed, limit, ends);
  }

  @Override
  public void entry(byte[] bytes, int from, int to, long at, Header header, boolean last) {
    line = place.applyAsLong(at);
    clock = header.clock;
    if (torn.isEmpty() && messages.readForeseen(from, to, this)) {
      headers++;
      return;
    }
    to = withoutMetadata(bytes, from, to);
    boolean query = QueryMessage.isQuery(bytes, from, to);
    headers += query ? 1 : 0;
    if (!torn.isEmpty()) {
      expired(torn.takeStale(line));
    }
    if (query) {
      messages.readQuery(bytes, from, to, last, this);
    } else {
      messages.readOther(bytes, from, to, header.error, this);
    }
  }

  private int withoutMetadata(byte[] bytes, int from, int to) {
    int end = metadata.read(bytes, from, to);
    if (end < to) {
      String id = requestIds.get(bytes, metadata.requestIdFrom, metadata.requestIdTo);
      String process = pids.get(bytes, metadata.pidFrom, metadata.pidTo);
      requestId = requestId.isEmpty() ? id : requestId;
      pid = pid.isEmpty() ? process : pid;
    }
    return end;
  }

  @Override
  public void tooLong(byte[] bytes, int from, int to, long at, @Nullable Header header) {
    line = place.applyAsLong(at);
    clock = header == null ? LogEvent.ABSENT : header.clock;
    boolean query = QueryMessage.isQuery(bytes, from, to);
    unread(
        (query ? "cut" : "skipped") + ": the message is longer than " + longestMessage + " bytes");
    if (query) {
      headers++;
      messages.readCut(bytes, from, Math.min(to, from + KEPT_OF_LONG), this);
    }
  }

  @Override
  public void telemetry(Line record, long at, Header header) {
    begun(record.bytes, record.from, header);
    line = place.applyAsLong(at);
    clock = header.clock;
    inTelemetry = true;
    messages.readTelemetry(record, this);
    inTelemetry = false;
  }

  @Override
  public void beforeFirst(byte[] bytes, int from, int to, long at) {
    if (!beganInside && QueryMessage.isPart(bytes, from, to)) {
      beganInside = true;
      unreadAt(place.applyAsLong(at), "the log begins in the middle of a query");
    }
  }

  @Override
  public void notPeeled(byte[] bytes, int from, int to, long at) {
    if (to > from && bytes[from] == '{') {
      line = place.applyAsLong(at);
      boolean query = ByteScan.indexOf(bytes, QueryMessage.OK, from, to) >= 0;
      if (query || ByteScan.indexOf(bytes, QueryMessage.ERROR, from, to) >= 0) {
        headers++;
      }
      unread("the JSON record cannot be read");
    }
  }

  @Override
  public void cut(long at) {
    line = place.applyAsLong(at);
    unread("the record, or the line that came in pieces, is cut off");
  }

  @Override
  public void leftOut(long at) {
    line = place.applyAsLong(at);
    losses.leftOut(line);
    unread("journald printed the size of this text in its place: print the log with --all");
  }

  @Override
  public Position position() {
    return new Position(part, line, events);
  }

  @Override
  public long clock() {
    return clock;
  }

  @Override
  public LogEvent.Process process() {
    if (differ(process.requestId(), requestId)
        || differ(process.pid(), pid)
        || differ(process.instance(), instance)
        || differ(process.name(), processName)) {
      boolean unknown = requestId.isEmpty() && pid.isEmpty() && instance.isEmpty();
      process =
          unknown
              ? LogEvent.Process.UNKNOWN
              : new LogEvent.Process(requestId, pid, instance, processName);
    }
    return process;
  }

  /** Nearly always the same text twice: to be told without a call. */
  private static boolean differ(String one, String other) {
    return one != other && !one.equals(other);
  }

  @Override
  public void emit(LogEvent event) {
    events++;
    if (event instanceof LogEvent.Query query) {
      understood++;
      dialect.add(query.statement().text());
      if (isPrintedTwice(query)) {
        return;
      }
      queries++;
    } else if (event instanceof LogEvent.UnitStarted unit) {
      losses.started(unit);
    } else if (event instanceof LogEvent.UnitFinished unit) {
      losses.finished(unit);
    }
    sink.accept(event);
  }

  @Override
  public void withoutHeader() {
    understood--;
  }

  /** Whether LoggerJSON.Ecto has just printed the query that the Repo now prints itself. */
  private boolean isPrintedTwice(LogEvent.Query query) {
    if (inTelemetry) {
      records.add(query);
      if (records.size() > REMEMBERED) {
        records.poll();
      }
      return false;
    }
    boolean twice =
        !records.isEmpty()
            && records.removeIf(
                r -> r.statement().equals(query.statement()) && r.db() == query.db());
    if (twice) {
      printedTwice++;
      unread.passed(line);
    }
    return twice;
  }

  @Override
  public void unread(String reason) {
    unreadAt(line, reason);
  }

  @Override
  public void unreadAt(long at, String reason) {
    unread.add(at, reason);
  }

  @Override
  public TornMessages torn() {
    return torn;
  }

  @Override
  public void dropped(long count) {
    losses.notice(line, count);
  }

  @Override
  public void note(String reason) {
    unread(reason);
  }

  List<Unread> unread() {
    return unread.list();
  }
}
