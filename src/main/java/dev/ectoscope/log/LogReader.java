package dev.ectoscope.log;

import dev.ectoscope.log.InputFile.Unread;
import dev.ectoscope.sql.Fingerprint;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.LongConsumer;

/**
 * Reads logs as bytes and tells a {@link LogSink} what they say, in order. Distinct statement
 * texts, call sites, sources and request ids are shared between all inputs that one reader reads.
 * Not for use by several threads at once.
 */
public final class LogReader {

  private static final int LONGEST_MESSAGE = 16 * 1024 * 1024;
  private static final int SAMPLE = 256 * 1024;
  private static final int MOST_UNREAD = 1000;
  private static final int KEPT_OF_LONG = 64 * 1024;
  private static final int MOST_NAMES = 100_000;

  private final LogSink sink;
  private final MessageReader messages;
  private final int longestMessage;
  private LogFormat format = LogFormat.DETECTED;
  private final Interner<String> names = new Interner<>(MOST_NAMES, Function.identity());

  /** Statement texts get the fingerprints of {@link Fingerprint#of}. */
  public LogReader(LogSink sink) {
    this(sink, Fingerprint::of);
  }

  /**
   * @param fingerprint called once for each distinct statement text
   */
  public LogReader(LogSink sink, Function<String, String> fingerprint) {
    this(sink, fingerprint, LONGEST_MESSAGE);
  }

  LogReader(LogSink sink, Function<String, String> fingerprint, int longestMessage) {
    this.sink = Objects.requireNonNull(sink, "sink is null");
    this.messages = new MessageReader(Objects.requireNonNull(fingerprint, "fingerprint is null"));
    this.longestMessage = longestMessage;
  }

  /** Reads inputs as this format from now on, instead of finding out. */
  public LogReader as(LogFormat named) {
    format = Objects.requireNonNull(named, "format is null");
    return this;
  }

  /**
   * Reads one input to its end. What cannot be read is counted in the result, never thrown.
   *
   * @param path for positions and messages, as the user gave it
   * @param bytes not closed here
   * @param progressBytes told the number of bytes read so far, about every 256 KiB
   * @throws IOException when {@code bytes} throws it
   */
  public InputFile read(String path, InputStream bytes, LongConsumer progressBytes)
      throws IOException {
    OneInput input = new OneInput(path);
    byte[] sample = sample(bytes);
    LogFormat found = format.of(sample, sample.length);
    InputStream whole = new SequenceInputStream(new ByteArrayInputStream(sample), bytes);
    Scanner scanner = scanner(whole, found, input);
    scanner.run(progressBytes);
    return new InputFile(
        path,
        found.name(),
        scanner.bytesRead(),
        scanner.lines(),
        input.headers,
        input.understood,
        input.unread(),
        InputFile.POSTGRESQL,
        List.of());
  }

  /** What can be had without waiting for more; at least something, unless there is nothing. */
  private static byte[] sample(InputStream bytes) throws IOException {
    byte[] sample = new byte[SAMPLE];
    int length = Math.max(0, bytes.read(sample, 0, SAMPLE));
    while (length > 0 && length < SAMPLE && bytes.available() > 0) {
      int count = bytes.read(sample, length, SAMPLE - length);
      if (count < 0) {
        break;
      }
      length += count;
    }
    return Arrays.copyOf(sample, length);
  }

  private Scanner scanner(InputStream bytes, LogFormat found, EntryTaker taker) {
    return found.layers().isEmpty()
        ? new EntryScanner(bytes, new ConsoleFraming(), taker, longestMessage)
        : new LayerScanner(bytes, found.layers(), ConsoleFraming::new, taker, longestMessage);
  }

  /** What is known while one input is read. */
  private final class OneInput implements EntryTaker, Reading {

    private final String path;
    private final List<Unread> unread = new ArrayList<>();
    private long unreadBeyond;
    private long lastUnreadLine;
    private long headers;
    private long understood;

    private String requestId = "";
    private String pid = "";
    private String instance = "";
    private LogEvent.Process process = LogEvent.Process.UNKNOWN;
    private long line;
    private long clock;

    OneInput(String path) {
      this.path = path;
    }

    @Override
    public void begun(byte[] bytes, int lineStart, Header header) {
      requestId = name(bytes, lineStart, header.requestIdFrom, header.requestIdTo);
      pid = name(bytes, lineStart, header.pidFrom, header.pidTo);
      requestId = requestId.isEmpty() ? header.requestId : requestId;
      pid = pid.isEmpty() ? header.pid : pid;
      instance = header.instance;
    }

    private String name(byte[] bytes, int lineStart, int from, int to) {
      return to <= from ? "" : names.get(bytes, lineStart + from, lineStart + to);
    }

    @Override
    public void entry(byte[] bytes, int from, int to, long at, Header header, boolean last) {
      line = at;
      clock = header.clock;
      if (QueryMessage.isQuery(bytes, from, to)) {
        headers++;
      }
      messages.read(bytes, from, to, header.error, last, this);
    }

    @Override
    public void tooLong(byte[] bytes, int from, int to, long at, Header header) {
      line = at;
      clock = header == null ? LogEvent.ABSENT : header.clock;
      boolean query = QueryMessage.isQuery(bytes, from, to);
      unread(
          (query ? "cut" : "skipped")
              + ": the message is longer than "
              + longestMessage
              + " bytes");
      if (query) {
        headers++;
        messages.readCut(bytes, from, Math.min(to, from + KEPT_OF_LONG), this);
      }
    }

    @Override
    public void telemetry(Line record, long at, Header header) {
      begun(record.bytes, record.from, header);
      line = at;
      clock = header.clock;
      messages.readTelemetry(record, this);
    }

    @Override
    public void notPeeled(byte[] bytes, int from, int to, long at) {
      if (to > from && bytes[from] == '{') {
        line = at;
        boolean query = ByteScan.indexOf(bytes, QueryMessage.OK, from, to) >= 0;
        if (query || ByteScan.indexOf(bytes, QueryMessage.ERROR, from, to) >= 0) {
          headers++;
        }
        unread("the JSON record cannot be read");
      }
    }

    @Override
    public void cut(long at) {
      line = at;
      unread("the JSON record is cut off");
    }

    @Override
    public Position position() {
      return new Position(path, line);
    }

    @Override
    public long clock() {
      return clock;
    }

    @Override
    public LogEvent.Process process() {
      if (!process.requestId().equals(requestId)
          || !process.pid().equals(pid)
          || !process.instance().equals(instance)) {
        boolean unknown = requestId.isEmpty() && pid.isEmpty() && instance.isEmpty();
        process =
            unknown ? LogEvent.Process.UNKNOWN : new LogEvent.Process(requestId, pid, instance);
      }
      return process;
    }

    @Override
    public void emit(LogEvent event) {
      if (event instanceof LogEvent.Query) {
        understood++;
      }
      sink.accept(event);
    }

    @Override
    public void unread(String reason) {
      lastUnreadLine = line;
      if (unread.size() < MOST_UNREAD) {
        unread.add(new Unread(line, reason));
      } else {
        unreadBeyond++;
      }
    }

    @Override
    public void note(String reason) {
      unread(reason);
    }

    List<Unread> unread() {
      if (unreadBeyond > 0) {
        unread.add(new Unread(lastUnreadLine, "and " + unreadBeyond + " more, up to this line"));
      }
      return unread;
    }
  }
}
