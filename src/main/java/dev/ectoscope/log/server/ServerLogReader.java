package dev.ectoscope.log.server;

import dev.ectoscope.log.InputFile;
import dev.ectoscope.log.InputFile.Unread;
import dev.ectoscope.log.Period;
import dev.ectoscope.log.input.LogInputException;
import dev.ectoscope.log.reading.LogStream;
import dev.ectoscope.log.reading.Unwrapping;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** Reads PostgreSQL's own log: stderr with any {@code log_line_prefix}, csvlog, jsonlog. */
public final class ServerLogReader {

  private static final int FIRST_BYTES = 32 * 1024;
  private static final int LONGEST_LINE = 4 * 1024 * 1024;
  private static final int MOST_UNREAD = 1000;

  private final Period period;
  private final @Nullable String prefix;

  /**
   * @param period reports outside are left out, and counted
   * @param prefix {@code log_line_prefix} of logs on stderr, or null to infer it from the lines
   * @throws LogInputException when the prefix has an escape that PostgreSQL does not know
   */
  public ServerLogReader(Period period, @Nullable String prefix) {
    this.period = period;
    this.prefix = prefix;
    if (prefix != null) {
      told(prefix);
    }
  }

  private static LinePrefix told(String prefix) {
    try {
      return LinePrefix.told(prefix);
    } catch (IllegalArgumentException e) {
      throw new LogInputException(String.valueOf(e.getMessage()));
    }
  }

  /** The form of a log of PostgreSQL's, or empty for any other log. Reads nothing of it. */
  public static Optional<ServerLogFormat> formatOf(LogStream bytes) throws IOException {
    return ServerLogFormat.of(bytes.peek(FIRST_BYTES));
  }

  /** The log of PostgreSQL's that other programs have put something around, or empty. */
  public static Optional<LogStream> within(LogStream bytes) throws IOException {
    return Unwrapping.of(bytes, ServerLogFormat::fitting);
  }

  /**
   * Reads one log to its end. What is not understood is counted in {@link ServerActivity#inputs}.
   *
   * @param progressBytes told the number of bytes read so far
   * @throws LogInputException when the prefix that was told fits no line
   */
  public ServerActivity read(
      String path, LogStream bytes, ServerLogFormat format, LongConsumer progressBytes)
      throws IOException {
    List<String> first =
        new String(bytes.peek(FIRST_BYTES), StandardCharsets.UTF_8).lines().toList();
    Language language =
        format == ServerLogFormat.STDERR
            ? Language.of(first)
            : Language.ofReports(messages(bytes.peek(FIRST_BYTES), format));
    OneLog log = new OneLog(new ActivityBuilder(path, period), language);
    Lines lines = new Lines(bytes, progressBytes, LONGEST_LINE);
    switch (format) {
      case CSV -> new CsvEntries(language, log).read(lines);
      case JSON -> new JsonEntries(language, log).read(lines);
      case STDERR -> stderr(path, first, lines, log);
    }
    InputFile file =
        new InputFile(
            path,
            bytes.carriers() + format.label(),
            lines.bytes(),
            lines.number(),
            log.entries,
            log.entries - log.notUnderstood,
            log.unread());
    String reservation = log.builder.reservation();
    if (!reservation.isEmpty()) {
      file = file.withUnread(lines.number(), reservation);
    }
    String damage = bytes.damage().orElse("");
    return log.builder.build(damage.isEmpty() ? file : file.withDamage(lines.number(), damage));
  }

  /** What the first reports say. */
  private static List<String> messages(byte[] first, ServerLogFormat format) throws IOException {
    List<String> messages = new ArrayList<>();
    EntryTaker taker =
        new EntryTaker() {
          @Override
          public void entry(ServerEntry entry) {
            messages.add(entry.message());
          }

          @Override
          public void unread(long line, String reason) {}
        };
    Lines lines = new Lines(new ByteArrayInputStream(first), n -> {}, LONGEST_LINE);
    if (format == ServerLogFormat.CSV) {
      new CsvEntries(Language.ENGLISH, taker).read(lines);
    } else {
      new JsonEntries(Language.ENGLISH, taker).read(lines);
    }
    return messages;
  }

  private void stderr(String path, List<String> first, Lines lines, OneLog log) throws IOException {
    LinePrefix form = prefix == null ? LinePrefix.infer(first, log.language) : told(prefix);
    StderrEntries entries = new StderrEntries(form, log.language, log);
    entries.read(lines);
    if (prefix != null && entries.fitting() == 0) {
      throw new LogInputException(
          "--log-line-prefix '"
              + prefix
              + "' fits no line of "
              + path
              + ". Copy what SHOW log_line_prefix prints on that server, or leave the option out: the"
              + " form is then inferred from the lines.");
    }
  }

  private static final class OneLog implements EntryTaker {
    private final ActivityBuilder builder;
    private final Language language;
    private final List<Unread> unread = new ArrayList<>();
    private long beyond;
    private long entries;
    private long notUnderstood;

    OneLog(ActivityBuilder builder, Language language) {
      this.builder = builder;
      this.language = language;
    }

    @Override
    public void entry(ServerEntry entry) {
      entries++;
      String problem = builder.accept(language.english(entry));
      if (!problem.isEmpty()) {
        notUnderstood++;
        unread(entry.line(), problem);
      }
    }

    @Override
    public void unread(long line, String reason) {
      if (unread.size() < MOST_UNREAD) {
        unread.add(new Unread(line, reason));
      } else {
        beyond++;
      }
    }

    List<Unread> unread() {
      if (beyond > 0) {
        unread.add(new Unread(unread.get(MOST_UNREAD - 1).line(), "and " + beyond + " more"));
      }
      return unread;
    }
  }
}
