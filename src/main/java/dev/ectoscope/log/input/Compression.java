package dev.ectoscope.log.input;

import com.github.luben.zstd.ZstdInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.jspecify.annotations.Nullable;
import org.tukaani.xz.XZInputStream;

/** The compressions that logs come in, known by their first bytes, whatever the file is called. */
public enum Compression {
  GZIP("gzip", 0x1f, 0x8b) {
    @Override
    InputStream open(InputStream packed) throws IOException {
      return new GZIPInputStream(packed, BUFFER);
    }
  },
  ZSTD("zstd", 0x28, 0xb5, 0x2f, 0xfd) {
    @Override
    InputStream open(InputStream packed) throws IOException {
      return new ZstdInputStream(packed);
    }
  },
  BZIP2("bzip2", 'B', 'Z', 'h') {
    @Override
    InputStream open(InputStream packed) throws IOException {
      return new BZip2CompressorInputStream(packed, true);
    }
  },
  XZ("xz", 0xfd, '7', 'z', 'X', 'Z', 0) {
    @Override
    InputStream open(InputStream packed) throws IOException {
      return new XZInputStream(packed, XZ_MEMORY_KIB);
    }
  };

  private static final int BUFFER = 64 * 1024;

  /** Enough for {@code xz -9}, which needs 65 MiB to unpack. */
  private static final int XZ_MEMORY_KIB = 96 * 1024;

  private final String label;
  private final int[] magic;

  Compression(String label, int... magic) {
    this.label = label;
    this.magic = magic;
  }

  String label() {
    return label;
  }

  /**
   * The bytes unpacked, all parts of a file that several were appended to.
   *
   * @throws IOException when the first bytes promise what the next do not keep
   */
  abstract InputStream open(InputStream packed) throws IOException;

  /** The compression that begins with these bytes, or null. */
  public static @Nullable Compression of(byte[] first) {
    for (Compression one : values()) {
      if (one.begins(first)) {
        return one;
      }
    }
    return null;
  }

  private boolean begins(byte[] first) {
    if (first.length < magic.length) {
      return false;
    }
    for (int i = 0; i < magic.length; i++) {
      if ((first[i] & 0xff) != magic[i]) {
        return false;
      }
    }
    return true;
  }
}
