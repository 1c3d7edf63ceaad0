package dev.ectoscope.log.bytes;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;

/**
 * The keys of JSON log records that matter, by what they hold.
 *
 * <p>Sources: LoggerJSON's formatters, versions 4 to 7 (lib/logger_json/formatters), docker's
 * json-file driver, journalctl {@code --output=json}, the exports of CloudWatch, Loki and Google
 * Cloud.
 */
public enum JsonKey {
  /** The message, or a physical line of it. */
  TEXT(
      "message",
      "msg",
      "log",
      "MESSAGE",
      "Message",
      "Log",
      "line",
      "@message",
      "textPayload",
      "event.original",
      "_raw",
      "unstructured_log",
      "body"),
  /** Objects that hold the record proper. */
  DATA("jsonPayload", "_source", "attributes", "content", "result", "properties"),
  /** Objects about the record. */
  ABOUT(
      "metadata",
      "syslog",
      "logger",
      "logging.googleapis.com/operation",
      "labels",
      "kubernetes",
      "resource",
      "fields",
      "attrs"),
  TIME(
      "time",
      "timestamp",
      "@timestamp",
      "ts",
      "__REALTIME_TIMESTAMP",
      "datetime",
      "TimeStamp",
      "date",
      "dt",
      "_time",
      "when"),
  LEVEL("severity", "level", "log.level", "status"),
  REQUEST_ID(
      "request_id",
      "requestId",
      "requestID",
      "req_id",
      "x_request_id",
      "x-request-id",
      "_request_id",
      "@request_id",
      "http.request_id",
      "http.request.id",
      "http_request_id",
      "operation.id",
      "metadata.request_id",
      "jsonPayload.request_id",
      "jsonPayload.metadata.request_id",
      "labels.request_id"),
  JOB_ID("oban_job_id", "oban.job_id", "oban.job.id"),
  TRACE_ID("trace_id", "otel_trace_id", "dd.trace_id", "dd_trace_id", "correlation_id", "traceId"),
  NAME("registered_name"),
  PID(
      "pid",
      "thread_name",
      "producer",
      "@pid",
      "logger.thread_name",
      "@logger.thread_name",
      "operation.producer",
      "metadata.pid",
      "jsonPayload.metadata.pid"),
  INSTANCE(
      "pod_name",
      "pod",
      "logStreamName",
      "@logStream",
      "log_stream",
      "container_name",
      "hostname",
      "_HOSTNAME",
      "instance",
      "node"),
  /** LoggerJSON.Ecto's measurements. */
  QUERY("query"),
  EXECUTION("execution_time_us", "execution_time_μs"),
  DECODE("decode_time_us", "decode_time_μs"),
  QUEUE("queue_time_us", "queue_time_μs"),
  OTHER();

  private static final int SLOTS = 512;
  private static final byte[][] KEYS = new byte[SLOTS][];
  private static final JsonKey[] VALUES = new JsonKey[SLOTS];

  static {
    for (JsonKey key : values()) {
      for (String name : key.names) {
        byte[] bytes = name.getBytes(UTF_8);
        int slot = slot(bytes, 0, bytes.length);
        KEYS[slot] = bytes;
        VALUES[slot] = key;
      }
    }
  }

  private final String[] names;

  JsonKey(String... names) {
    this.names = names;
  }

  /** What the key [from, to) holds; keys are compared as written, escapes are not resolved. */
  public static JsonKey of(byte[] bytes, int from, int to) {
    int slot = slot(bytes, from, to);
    return KEYS[slot] == null ? OTHER : VALUES[slot];
  }

  /** Where the key stands or would stand. */
  private static int slot(byte[] bytes, int from, int to) {
    long hash = ByteScan.hash(bytes, from, to);
    int slot = (int) (hash ^ hash >>> 32) & SLOTS - 1;
    while (KEYS[slot] != null
        && !Arrays.equals(KEYS[slot], 0, KEYS[slot].length, bytes, from, to)) {
      slot = slot + 1 & SLOTS - 1;
    }
    return slot;
  }
}
