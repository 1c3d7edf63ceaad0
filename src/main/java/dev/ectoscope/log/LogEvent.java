package dev.ectoscope.log;

/**
 * One thing a log says. All times are in tenths of a millisecond, the resolution Ecto prints; -1 is
 * "not printed".
 */
public sealed interface LogEvent {

  /** Marks a time or a clock that was not printed. */
  long ABSENT = -1;

  Position position();

  /**
   * Time of day or of the epoch in tenths of a millisecond, or {@link #ABSENT} when the format
   * prints none.
   */
  long clock();

  /** Who printed it. */
  Process process();

  /**
   * The process as the log names it.
   *
   * @param requestId {@code request_id} of Logger's metadata; {@value #JOB} and the number of an
   *     Oban job; {@value #TRACE} and an id of tracing where neither that nor a pid is printed; or
   *     ""
   * @param pid {@code pid} of Logger's metadata, else its {@code registered_name}, or ""
   * @param instance machine, container or dyno that a wrapper of the log names, or ""; pids are
   *     unique within one instance only
   * @param name {@code registered_name} of Logger's metadata, or ""
   */
  record Process(String requestId, String pid, String instance, String name) {
    public static final String JOB = "job:";
    public static final String TRACE = "trace:";

    public static final Process UNKNOWN = new Process("", "", "");

    public Process(String requestId, String pid, String instance) {
      this(requestId, pid, instance, "");
    }

    public Process(String requestId, String pid) {
      this(requestId, pid, "");
    }
  }

  /**
   * One {@code QUERY OK|ERROR} message. Source: Ecto.Adapters.SQL.log/4 in ecto_sql's
   * lib/ecto/adapters/sql.ex.
   *
   * @param ok OK or ERROR
   * @param source table of {@code source="…"}, or ""
   * @param db time on the connection, {@link #ABSENT} when none was had
   * @param decode time to decode the rows
   * @param queue time waited for a connection
   * @param idle time the connection had been idle before
   * @param statement the text, shared
   * @param parameters as printed
   * @param callSite first {@code ↳} frame
   * @param truncated whether Logger cut the message
   */
  record Query(
      Position position,
      long clock,
      Process process,
      boolean ok,
      String source,
      long db,
      long decode,
      long queue,
      long idle,
      StatementText statement,
      Parameters parameters,
      CallSite callSite,
      boolean truncated)
      implements LogEvent {}

  /**
   * A unit of work begins: {@code GET /posts}, {@code MOUNT Live}, {@code HANDLE EVENT "x" in
   * Live}, an Oban job:start.
   *
   * @param name as people call it: {@code GET /posts}, {@code DashboardLive mount}, {@code
   *     MyApp.Workers.Export}
   * @param job its number, or ""
   */
  record UnitStarted(
      Position position, long clock, Process process, UnitKind kind, String name, String job)
      implements LogEvent {
    public UnitStarted(Position position, long clock, Process process, UnitKind kind, String name) {
      this(position, clock, process, kind, name, "");
    }
  }

  /**
   * A unit of work ends: {@code Sent 200 in 94ms}, {@code Replied in 3ms}, job:stop. Channels say
   * only at the end that there was something: {@code HANDLED new_msg INCOMING ON room:1
   * (RoomChannel) in 3ms}.
   *
   * @param duration as printed, or {@link LogEvent#ABSENT}
   * @param name of what has no line for its beginning, else ""
   * @param job its number, or ""
   */
  record UnitFinished(
      Position position,
      long clock,
      Process process,
      UnitKind kind,
      long duration,
      String name,
      String job)
      implements LogEvent {
    public UnitFinished(
        Position position, long clock, Process process, UnitKind kind, long duration) {
      this(position, clock, process, kind, duration, "", "");
    }
  }

  /**
   * What a unit of work that runs is about: {@code Processing with PostController.index/2}, a
   * GraphQL operation.
   *
   * @param name {@code PostController.index}, {@code query Feed}
   * @param within whether it belongs behind the name of the unit; otherwise it stands for a name
   *     that is lacking
   */
  record UnitNamed(Position position, long clock, Process process, String name, boolean within)
      implements LogEvent {}

  /**
   * An error report of a process or of the pool.
   *
   * @param kind which
   * @param repo {@code MyApp.Repo} when the message names it, or ""
   * @param code SQLSTATE, or ""
   * @param text first line, parameters removed
   * @param milliseconds waited or allowed, or {@link LogEvent#ABSENT}
   * @param callSite first frame of the application in the stack, or unknown
   */
  record Failure(
      Position position,
      long clock,
      Process process,
      FailureKind kind,
      String repo,
      String code,
      String text,
      long milliseconds,
      CallSite callSite)
      implements LogEvent {}

  /** A kind of unit of work. */
  enum UnitKind {
    REQUEST,
    LIVE_VIEW,
    /** A message to a Phoenix Channel, a join, a socket that connects. */
    CHANNEL,
    JOB,
    OTHER
  }

  /** A kind of failure that a log reports apart from {@code QUERY ERROR}. */
  enum FailureKind {
    /** "connection not available and request was dropped from queue after 525ms". */
    DROPPED_FROM_QUEUE,
    /** "timed out because it queued and checked out the connection for longer than 300ms". */
    CLIENT_TIMEOUT,
    DEADLOCK,
    /** 57014 by statement_timeout or cancel. */
    CANCELLED,
    CONSTRAINT,
    OTHER
  }
}
