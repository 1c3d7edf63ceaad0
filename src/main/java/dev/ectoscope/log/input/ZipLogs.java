package dev.ectoscope.log.input;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** The files of one zip, as log stores and continuous integration hand logs out. */
public final class ZipLogs {

  /**
   * @param name path inside the archive
   * @param size bytes unpacked, or -1
   */
  public record Member(String name, long size) {}

  private final Path file;

  public ZipLogs(Path file) {
    this.file = file;
  }

  /**
   * The files that hold something.
   *
   * @throws IOException when it is no whole zip
   */
  public List<Member> list() throws IOException {
    try (ZipFile zip = new ZipFile(file.toFile())) {
      return zip.stream()
          .filter(entry -> !entry.isDirectory() && entry.getSize() != 0)
          .filter(entry -> !entry.getName().startsWith("__MACOSX/"))
          .map(entry -> new Member(entry.getName(), entry.getSize()))
          .toList();
    }
  }

  /** The bytes of one member, unpacked; closing it closes the archive. */
  public InputStream open(Member member) throws IOException {
    ZipFile zip = new ZipFile(file.toFile());
    try {
      ZipEntry entry = zip.getEntry(member.name());
      if (entry == null) {
        throw new IOException("the archive changed while it was read");
      }
      return new FilterInputStream(zip.getInputStream(entry)) {
        @Override
        public void close() throws IOException {
          super.close();
          zip.close();
        }
      };
    } catch (IOException | RuntimeException e) {
      zip.close();
      throw e;
    }
  }
}
