package dev.ectoscope.log.reading;

import dev.ectoscope.log.InputFile;
import dev.ectoscope.log.LogSink;
import dev.ectoscope.log.bytes.ByteScan;
import dev.ectoscope.log.bytes.Interner;
import dev.ectoscope.log.framing.ConsoleFraming;
import dev.ectoscope.log.framing.EntryScanner;
import dev.ectoscope.log.framing.Framing;
import dev.ectoscope.log.framing.Scanner;
import dev.ectoscope.log.input.LiveStream;
import dev.ectoscope.log.input.WideText;
import dev.ectoscope.log.message.EntryTaker;
import dev.ectoscope.log.message.Header;
import dev.ectoscope.log.message.Line;
import dev.ectoscope.log.message.MessageReader;
import dev.ectoscope.log.message.SharedTexts;
import dev.ectoscope.log.reading.Continuation.Rest;
import dev.ectoscope.log.record.RecordStream;
import dev.ectoscope.log.wrapper.LayerScanner;
import dev.ectoscope.log.wrapper.Order;
import dev.ectoscope.sql.Fingerprint;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
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
  private static final int PLACES = 4;
  private static final int PIECE = 64 * 1024;

  /** Of processes: an id is printed again soon or never, and few are quickly found. */
  private static final int MOST_NAMES = 2_048;

  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

  /** Bytes of a chunk: so few that what was read of some fits into the young generation. */
  public static final int CHUNK = 256 * 1024;

  private static final String CUT_DOCUMENT =
      "the document is cut off or damaged after this record; what follows was not read";

  private final LogSink sink;
  private final MessageReader messages;
  private final int longestMessage;
  private final SharedTexts texts;
  private LogFormat format = LogFormat.DETECTED;
  private int threads = 1;
  private int chunkSize = CHUNK;
  private @Nullable Clocks clocks;
  private long events;
  private Continuation after = Continuation.NONE;
  private Rest readBefore = Rest.NONE;
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
    this.texts = new SharedTexts(Objects.requireNonNull(fingerprint, "fingerprint is null"));
    this.messages = new MessageReader(texts);
    this.longestMessage = longestMessage;
  }

  /** Reads inputs as this format from now on, instead of finding out. */
  public LogReader as(LogFormat named) {
    format = Objects.requireNonNull(named, "format is null");
    return this;
  }

  /**
   * Reads files larger than a chunk with several threads from now on. What is told is the same, in
   * the same order, by the thread that called.
   *
   * @param bytesOfChunk at least 1
   */
  public LogReader with(int numberOfThreads, int bytesOfChunk) {
    threads = numberOfThreads;
    chunkSize = bytesOfChunk;
    return this;
  }

  /**
   * Takes the inputs from now on for one log that was rotated, the oldest first: times of day and
   * the places of events go on from one to the next.
   */
  public LogReader goingOn() {
    clocks = new Clocks();
    return this;
  }

  /**
   * Tells what the file begins with that goes on where the one that is read next ends: the rest of
   * a message that the rotation cut is read together with its beginning.
   *
   * @param first bytes of that file
   * @param whole whether it has no more
   */
  public LogReader before(byte[] first, boolean whole) {
    after = new Continuation(format, first, whole);
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
    Rest before = readBefore;
    input.startAfter(events, !before.isNone());
    boolean live = bytes instanceof LiveStream;
    byte[] sample = sample(bytes);
    Charset wide = WideText.of(sample, sample.length);
    if (wide != null) {
      InputStream both = new SequenceInputStream(new ByteArrayInputStream(sample), bytes);
      bytes = new WideText(both, wide);
      sample = sample(bytes);
    }
    boolean marked = ByteScan.startsWith(sample, 0, sample.length, BYTE_ORDER_MARK);
    if (marked) {
      sample = Arrays.copyOfRange(sample, BYTE_ORDER_MARK.length, sample.length);
    }
    LogFormat found = detected(sample, before);
    InputStream whole = new SequenceInputStream(new ByteArrayInputStream(sample), bytes);
    RecordStream records = format.mayBeRecords() ? RecordStream.of(sample, whole) : null;
    if (records != null) {
      byte[] beginning = sample(records);
      found = format.of(beginning, beginning.length);
      whole = new SequenceInputStream(new ByteArrayInputStream(beginning), records);
    }
    ReversedLines reversed = live ? null : reversed(whole, found);
    if (reversed != null) {
      whole = reversed;
      input.placedBy(reversed::placeOf);
    }
    boolean mixed = records == null && reversed == null && isMixed(bytes, sample, found);
    boolean lines = wide == null && records == null && reversed == null;
    GoingOn goingOn = lines && after.mayFollow(found) ? new GoingOn(whole, bytes, after) : null;
    whole = goingOn == null ? whole : goingOn;
    boolean asItIs = lines && !marked && !mixed && goingOn == null && !before.looksWhole();
    Path file = asItIs ? fileToSplit(bytes, found) : null;
    Scanner scanner;
    if (file != null) {
      scanner =
          readInChunks(file, (LogStream) bytes, found, input, !before.isNone(), progressBytes);
    } else {
      scanner = scanner(whole, found, input, mixed);
      try {
        scanner.run(progressBytes);
      } finally {
        if (reversed != null) {
          reversed.close();
        }
      }
    }
    input.end();
    events = clocks == null ? 0 : input.events();
    if (clocks != null) {
      clocks.endOfFile();
    }
    after = Continuation.NONE;
    readBefore = goingOn == null ? Rest.NONE : goingOn.rest();
    InputFile read =
        new InputFile(
            path,
            (records != null && format == LogFormat.DETECTED ? records.name() + "+" : "")
                + (mixed && format == LogFormat.DETECTED ? LogFormat.MIXED + "+" : "")
                + found.name(),
            scanner.bytesRead() - (goingOn == null ? 0 : goingOn.added()),
            scanner.lines() - (goingOn == null ? 0 : goingOn.lines()),
            input.headers(),
            input.understood(),
            input.unread(),
            input.database(),
            input.lowerBounds());
    return records != null && records.isDamaged()
        ? read.withDamage(read.lines(), CUT_DOCUMENT)
        : read;
  }

  /** Told by what follows the rest of the message before, which is blanked. */
  private LogFormat detected(byte[] sample, Rest before) {
    int from = Math.min(sample.length, before.bytes().length);
    for (int i = 0; i < from; i++) {
      sample[i] = sample[i] == '\n' ? sample[i] : (byte) ' ';
    }
    byte[] own = from == 0 ? sample : Arrays.copyOfRange(sample, from, sample.length);
    return format.of(own, own.length);
  }

  /**
   * Whether the console's lines share the input with JSON records, as when the format of a log was
   * changed: looks at its beginning, and at more places of a file.
   */
  private static boolean isMixed(InputStream bytes, byte[] sample, LogFormat found)
      throws IOException {
    boolean console = found.layers().isEmpty() && found.framing() instanceof ConsoleFraming;
    if (!console || LogFormat.isMixed(sample, sample.length)) {
      return console;
    }
    Path file = bytes instanceof LogStream log ? log.file().orElse(null) : null;
    if (file == null || Files.size(file) <= SAMPLE) {
      return false;
    }
    try (FileChannel channel = FileChannel.open(file)) {
      for (int part = 1; part <= PLACES; part++) {
        ByteBuffer piece = ByteBuffer.allocate(PIECE);
        long at = Math.max(0, channel.size() * part / PLACES - PIECE);
        int length = Math.max(0, channel.read(piece, at));
        int feed = ByteScan.indexOf(piece.array(), '\n', 0, length);
        byte[] lines = Arrays.copyOfRange(piece.array(), feed + 1, length);
        if (LogFormat.isMixed(lines, lines.length)) {
          return true;
        }
      }
    }
    return false;
  }

  /** The file, when it is one that chunks of can be read on their own; else null. */
  private @Nullable Path fileToSplit(InputStream bytes, LogFormat found) throws IOException {
    if (threads == 1
        || !(bytes instanceof LogStream log)
        || !found.layers().isEmpty()
        || !(found.framing() instanceof ConsoleFraming)) {
      return null;
    }
    Path file = log.file().orElse(null);
    return file != null && Files.size(file) > chunkSize ? file : null;
  }

  private Scanner readInChunks(
      Path file,
      LogStream log,
      LogFormat found,
      OneInput whole,
      boolean inMessage,
      LongConsumer progressBytes)
      throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      ChunkedFile chunks =
          new ChunkedFile(
              channel,
              chunkSize,
              threads,
              whole,
              (ConsoleFraming) framing("", found),
              () -> chunkReader(channel, whole.path(), inMessage));
      try {
        chunks.run(
            read -> {
              log.passed(read);
              progressBytes.accept(read);
            });
      } catch (IOException e) {
        log.brokenBy(e);
      }
      return chunks;
    }
  }

  private ChunkReader chunkReader(FileChannel channel, String path, boolean inMessage) {
    MessageReader own = new MessageReader(texts);
    Interner<String> ownNames = new Interner<>(MOST_NAMES, Function.identity());
    return new ChunkReader(
        channel,
        chunkSize,
        longestMessage,
        events -> {
          OneInput chunk = new OneInput(path, events, own, ownNames, longestMessage);
          chunk.startAfter(0, inMessage);
          return chunk;
        });
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

  private Scanner scanner(InputStream bytes, LogFormat found, EntryTaker taker, boolean mixed) {
    return found.layers().isEmpty() && !mixed
        ? new EntryScanner(bytes, framing("", found), taker, longestMessage)
        : new LayerScanner(bytes, found.layers(), of -> framing(of, found), taker, longestMessage)
            .ofConsole(found.recordsHoldLines());
  }

  /** Of an instance, or of what names none: "". */
  private Framing framing(String instance, LogFormat found) {
    return clocks == null ? found.framing() : clocks.of(instance, found);
  }
}
