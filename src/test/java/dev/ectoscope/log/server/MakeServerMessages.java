package dev.ectoscope.log.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Writes {@code messages.tsv}: how PostgreSQL's servers say in other languages what is read of
 * their logs. Takes the message catalogues that come with a server, {@code
 * <locale>/LC_MESSAGES/postgres-<version>.mo}, of as many versions as there are:
 *
 * <pre>
 * java dev.ectoscope.log.server.MakeServerMessages \
 *   src/main/resources/dev/ectoscope/log/server/messages.tsv /usr/share/locale …
 * </pre>
 *
 * <p>Each line is a language, a message as the source has it, and its translation; {@code \n}
 * stands for a line feed. A message that is the same in the language is left out. Lines of the file
 * that no catalogue at hand says are kept.
 */
final class MakeServerMessages {

  private static final int MAGIC = 0x950412de;

  private static final List<String> MESSAGES =
      List.of(
          "DEBUG",
          "LOG",
          "INFO",
          "NOTICE",
          "WARNING",
          "ERROR",
          "FATAL",
          "PANIC",
          "DETAIL:  ",
          "HINT:  ",
          "CONTEXT:  ",
          "STATEMENT:  ",
          "QUERY:  ",
          "LOCATION:  %s, %s:%d\n",
          "BACKTRACE:  %s\n",
          "BACKTRACE:  ",
          " at character %d",
          "duration: %s ms",
          "duration: %s ms  statement: %s",
          "duration: %s ms  parse %s: %s",
          "duration: %s ms  bind %s%s%s: %s",
          "duration: %s ms  %s %s%s%s: %s",
          "statement: %s",
          "%s %s%s%s: %s",
          "execute",
          "execute fetch from",
          "parameters: %s",
          "Parameters: %s",
          "process %d still waiting for %s on %s after %ld.%03d ms",
          "process %d acquired %s on %s after %ld.%03d ms",
          "process %d avoided deadlock for %s on %s by rearranging queue order after %ld.%03d ms",
          "process %d detected deadlock while waiting for %s on %s after %ld.%03d ms",
          "process %d failed to acquire %s on %s after %ld.%03d ms",
          "temporary file: path \"%s\", size %lu",
          "canceling statement due to statement timeout",
          "canceling statement due to user request",
          "canceling statement due to lock timeout",
          "canceling statement due to conflict with recovery",
          "deadlock detected",
          "Process %d waits for %s on %s; blocked by process %d.",
          "Process %d: %s",
          "transaction %u",
          "relation %u of database %u",
          "tuple (%u,%u) of relation %u of database %u",
          "duplicate key value violates unique constraint \"%s\"",
          "relation \"%s\" does not exist",
          "column \"%s\" does not exist",
          "could not serialize access due to concurrent update",
          "current transaction is aborted, commands ignored until end of transaction block",
          "null value in column \"%s\" of relation \"%s\" violates not-null constraint",
          "insert or update on table \"%s\" violates foreign key constraint \"%s\"",
          "update or delete on table \"%s\" violates foreign key constraint \"%s\" on table \"%s\"",
          "new row for relation \"%s\" violates check constraint \"%s\"",
          "division by zero");

  private MakeServerMessages() {}

  public static void main(String... args) throws IOException {
    Path file = Path.of(args[0]);
    TreeSet<String> lines = new TreeSet<>();
    if (Files.exists(file)) {
      lines.addAll(Files.readAllLines(file));
    }
    for (String folder : List.of(args).subList(1, args.length)) {
      try (Stream<Path> paths = Files.walk(Path.of(folder))) {
        for (Path path : paths.filter(MakeServerMessages::isCatalogue).toList()) {
          String language = path.getParent().getParent().getFileName().toString();
          Map<String, String> said = catalogue(Files.readAllBytes(path));
          for (String message : MESSAGES) {
            String translated = said.getOrDefault(message, "");
            if (!translated.isEmpty() && !translated.equals(message)) {
              lines.add(language + "\t" + escaped(message) + "\t" + escaped(translated));
            }
          }
        }
      }
    }
    Files.write(file, new ArrayList<>(lines));
  }

  private static boolean isCatalogue(Path path) {
    return path.getFileName().toString().matches("postgres-\\d+\\.mo");
  }

  private static String escaped(String text) {
    return text.replace("\\", "\\\\").replace("\n", "\\n").replace("\t", "\\t");
  }

  /** The GNU gettext format: two tables of lengths and places. */
  private static Map<String, String> catalogue(byte[] bytes) {
    ByteBuffer mo = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    if (mo.getInt(0) != MAGIC) {
      throw new IllegalArgumentException("no message catalogue of this byte order");
    }
    int count = mo.getInt(8);
    Map<String, String> said = new HashMap<>();
    for (int i = 0; i < count; i++) {
      said.put(text(mo, mo.getInt(12) + 8 * i), text(mo, mo.getInt(16) + 8 * i));
    }
    return said;
  }

  private static String text(ByteBuffer mo, int at) {
    return new String(mo.array(), mo.getInt(at + 4), mo.getInt(at), UTF_8);
  }
}
