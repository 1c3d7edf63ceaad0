package dev.ectoscope.evidence;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.ectoscope.postgres.catalog.Catalog;
import dev.ectoscope.postgres.statements.ServerStatements;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Evidence as a file, to be replayed without a database. Holds the schema, statistics and plans, in
 * whose conditions parameters are masked ({@link PlanMask}).
 */
public final class EvidenceFile {

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  private record Entry(EvidenceRequest request, Answer answer) {}

  private record Content(
      String schema,
      @Nullable Catalog catalog,
      List<Entry> answers,
      String reason,
      Evidence.@Nullable Server server,
      List<ServerStatements> serverStatements,
      Map<String, String> queryIds) {}

  private static final String SCHEMA = "ectoscope.evidence/1";
  private static final int MOST_BYTES = 64 << 20;

  private EvidenceFile() {}

  public static String write(Evidence evidence) {
    List<Entry> entries =
        evidence.answers().entrySet().stream()
            .map(e -> new Entry(e.getKey(), e.getValue()))
            .sorted(java.util.Comparator.comparing(e -> e.request().toString()))
            .toList();
    try {
      return JSON.writeValueAsString(
          new Content(
              SCHEMA,
              evidence.catalog(),
              entries,
              evidence.reason(),
              evidence.server(),
              evidence.serverStatements(),
              new TreeMap<>(evidence.queryIds())));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("evidence is plain data and always written", e);
    }
  }

  /**
   * @param file as written, or packed with gzip
   * @throws EvidenceNotUnderstood when the file is missing or no evidence
   */
  public static Evidence read(Path file) {
    try {
      Content content = JSON.readValue(unpacked(file), Content.class);
      if (!SCHEMA.equals(content.schema())) {
        throw new IllegalArgumentException("of another kind");
      }
      Map<EvidenceRequest, Answer> answers = new LinkedHashMap<>();
      content.answers().forEach(entry -> answers.put(entry.request(), entry.answer()));
      return new Evidence(
          content.catalog(),
          answers,
          content.reason(),
          content.server(),
          content.serverStatements(),
          content.queryIds());
    } catch (NoSuchFileException e) {
      throw new EvidenceNotUnderstood(file, "does not exist");
    } catch (TooLarge e) {
      throw new EvidenceNotUnderstood(
          file,
          "is more than " + (MOST_BYTES >> 20) + " MB (unpacked), which saved evidence never is");
    } catch (IOException | RuntimeException e) {
      // The records refuse what is missing or of another kind in their own ways.
      throw new EvidenceNotUnderstood(file, "is not saved evidence");
    }
  }

  private static byte[] unpacked(Path file) throws IOException {
    try (BufferedInputStream stored = new BufferedInputStream(Files.newInputStream(file))) {
      stored.mark(2);
      boolean packed = stored.read() == 0x1f && stored.read() == 0x8b;
      stored.reset();
      InputStream stream = packed ? new GZIPInputStream(stored) : stored;
      byte[] content = stream.readNBytes(MOST_BYTES + 1);
      if (content.length > MOST_BYTES) {
        throw new TooLarge();
      }
      return content;
    }
  }

  private static final class TooLarge extends IOException {}

  /** The file does not hold evidence. The message says what to do next. */
  public static final class EvidenceNotUnderstood extends RuntimeException {
    EvidenceNotUnderstood(Path file, String what) {
      super(
          file
              + " "
              + what
              + ". Make it with `ectoscope analyze LOG --replica URL --save-evidence "
              + file
              + "`.");
    }
  }
}
