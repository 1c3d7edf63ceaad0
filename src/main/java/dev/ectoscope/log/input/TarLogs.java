package dev.ectoscope.log.input;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.jspecify.annotations.Nullable;

/**
 * The files of one tar, plain or compressed. Read in the order they stand, the archive is unpacked
 * once; a file asked for out of turn, or while another is open, costs a new start.
 */
public final class TarLogs {

  /** Opens the archive anew. */
  @FunctionalInterface
  public interface Source {
    InputStream open() throws IOException;
  }

  /**
   * @param name path inside the archive
   * @param size bytes as stored
   * @param entry its place among all entries
   */
  public record Member(String name, long size, int entry) {}

  /**
   * @param members regular files, in the order they stand
   * @param damage why the archive could not be listed to its end, or null
   */
  public record Listing(List<Member> members, @Nullable String damage) {}

  private final Source source;
  private @Nullable Cursor parked;

  public TarLogs(Source source) {
    this.source = source;
  }

  /** The regular, non-empty files of the archive; folders, links and devices are passed over. */
  public Listing list() throws IOException {
    List<Member> members = new ArrayList<>();
    Cursor cursor = new Cursor(source.open());
    try (cursor) {
      TarArchiveEntry entry;
      while ((entry = cursor.next()) != null) {
        if (entry.isFile() && !isAppleDouble(entry.getName()) && entry.getSize() > 0) {
          members.add(new Member(entry.getName(), entry.getSize(), cursor.at));
        }
      }
      return new Listing(members, null);
    } catch (IOException | RuntimeException e) {
      // The archive ends or breaks in the middle: what came before it can still be read.
      String why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
      return new Listing(
          members, "the tar is cut off or damaged after this file (" + why + "); the rest of it");
    }
  }

  private static boolean isAppleDouble(String name) {
    return name.substring(name.lastIndexOf('/') + 1).startsWith("._");
  }

  /** The bytes of one member as stored; closing it frees the archive for the next. */
  public InputStream open(Member member) throws IOException {
    Cursor cursor = takeBefore(member.entry());
    while (cursor.at < member.entry()) {
      if (cursor.next() == null) {
        cursor.close();
        throw new IOException("the archive changed while it was read");
      }
    }
    return new FilterInputStream(cursor.tar) {
      private boolean closed;

      @Override
      public void close() {
        if (!closed) {
          closed = true;
          park(cursor);
        }
      }
    };
  }

  private synchronized Cursor takeBefore(int entry) throws IOException {
    Cursor taken = parked;
    parked = null;
    if (taken != null && taken.at < entry) {
      return taken;
    }
    if (taken != null) {
      taken.close();
    }
    return new Cursor(source.open());
  }

  private synchronized void park(Cursor cursor) {
    if (parked == null) {
      parked = cursor;
    } else {
      cursor.close();
    }
  }

  private static final class Cursor implements AutoCloseable {
    private final TarArchiveInputStream tar;
    private int at = -1;

    Cursor(InputStream archive) throws IOException {
      this.tar = new TarArchiveInputStream(Unpacked.of(archive).bytes());
    }

    TarArchiveEntry next() throws IOException {
      at++;
      return tar.getNextEntry();
    }

    @Override
    public void close() {
      try {
        tar.close();
      } catch (IOException e) {
        // Read only: nothing is lost when closing fails.
      }
    }
  }
}
