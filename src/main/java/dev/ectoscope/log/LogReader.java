package dev.ectoscope.log;

import dev.ectoscope.sql.Fingerprint;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.Charset;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads logs as bytes and tells a {@link LogSink} what they say, in order. Distinct statement
 * texts, call sites, sources and request ids are shared between all inputs that one reader reads.
 * Not for use by several threads at once.
 */
public final class LogReader {

  private static final int LONGEST_MESSAGE = 16 * 1024 * 1024;
  private static final int SAMPLE = 256 * 1024;
  private static final int MOST_NAMES = 20_000;
  private static final String CUT_DOCUMENT =
      "the document is cut off or damaged after this record; what follows was not read";

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
    OneInput input = new OneInput(path, sink, messages, names, longestMessage);
    boolean live = bytes instanceof LiveStream;
    byte[] sample = sample(bytes);
    Charset wide = WideText.of(sample, sample.length);
    if (wide != null) {
      InputStream both = new SequenceInputStream(new ByteArrayInputStream(sample), bytes);
      bytes = new WideText(both, wide);
      sample = sample(bytes);
    }
    LogFormat found = format.of(sample, sample.length);
    InputStream whole = new SequenceInputStream(new ByteArrayInputStream(sample), bytes);
    Table table = Table.of(sample, sample.length);
    boolean export =
        format.mayBeExport() && (table != null || ExportStream.isDocument(sample, sample.length));
    ExportStream records = null;
    if (export) {
      records = new ExportStream(new BufferedInputStream(whole, SAMPLE), table);
      byte[] beginning = sample(records);
      found = format.of(beginning, beginning.length);
      whole = new SequenceInputStream(new ByteArrayInputStream(beginning), records);
    }
    ReversedLines reversed = live ? null : reversed(whole, found);
    if (reversed != null) {
      whole = reversed;
      input.placedBy(reversed::placeOf);
    }
    Scanner scanner = scanner(whole, found, input);
    try {
      scanner.run(progressBytes);
    } finally {
      if (reversed != null) {
        reversed.close();
      }
    }
    input.end();
    InputFile read =
        new InputFile(
            path,
            (export && format == LogFormat.DETECTED ? "export+" : "") + found.name(),
            scanner.bytesRead(),
            scanner.lines(),
            input.headers(),
            input.understood(),
            input.unread(),
            input.database(),
            input.lowerBounds());
    return records != null && records.isDamaged()
        ? read.withDamage(read.lines(), CUT_DOCUMENT)
        : read;
  }

  private static @Nullable ReversedLines reversed(InputStream bytes, LogFormat found)
      throws IOException {
    return switch (found.order()) {
      case OLDEST_FIRST -> null;
      case NEWEST_LINE_FIRST -> new ReversedLines(bytes, null);
      case NEWEST_ENTRY_FIRST -> {
        ConsoleFraming console = new ConsoleFraming();
        Header header = new Header();
        yield new ReversedLines(
            bytes,
            line -> {
              Line physical = new Line();
              physical.set(line, 0, line.length - 1);
              return Order.clock(Order.peeled(physical, found.layers()), console, header);
            });
      }
    };
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
        ? new EntryScanner(bytes, found.framing(), taker, longestMessage)
        : new LayerScanner(bytes, found.layers(), found::framing, taker, longestMessage);
  }
}
