package dev.ectoscope.log.server;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Reports of jsonlog, one object a line. Source: write_jsonlog in jsonlog.c, PostgreSQL 15 on. */
final class JsonEntries {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Language language;
  private final EntryTaker taker;
  private final ServerClock clock = new ServerClock();

  JsonEntries(Language language, EntryTaker taker) {
    this.language = language;
    this.taker = taker;
  }

  void read(Lines lines) throws IOException {
    String text;
    while ((text = lines.next()) != null) {
      if (lines.wasCut()) {
        taker.unread(lines.number(), "skipped: the line is too long");
      } else if (!text.isBlank()) {
        take(text, lines.number());
      }
    }
  }

  private void take(String text, long number) {
    JsonNode node = parsed(text);
    JsonNode within = node == null ? null : node.path("record");
    if (within != null && within.has("error_severity")) {
      node = within; // CloudNativePG
    }
    if (node == null || !node.has("error_severity")) {
      taker.unread(number, node == null ? "no JSON, or cut off" : "no report of PostgreSQL");
      return;
    }
    taker.entry(
        new ServerEntry(
            number,
            clock.read(either(node, "timestamp", "log_time")),
            either(node, "pid", "process_id"),
            language.severity(node.path("error_severity").asText("")),
            either(node, "state_code", "sql_state_code"),
            node.path("message").asText(""),
            node.path("detail").asText(""),
            either(node, "statement", "query")));
  }

  private static String either(JsonNode node, String name, String other) {
    return node.path(name).asText(node.path(other).asText(""));
  }

  private static @Nullable JsonNode parsed(String text) {
    try {
      JsonNode node = JSON.readTree(text);
      return node != null && node.isObject() ? node : null;
    } catch (JsonProcessingException e) {
      return null;
    }
  }
}
