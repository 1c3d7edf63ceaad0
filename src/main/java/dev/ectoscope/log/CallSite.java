package dev.ectoscope.log;

import java.util.Set;

/** What Ecto prints after {@code ↳}: {@code Mod.fun/1, at: lib/x.ex:12}. Equal for equal prints. */
public final class CallSite {

  /**
   * Callbacks of Elixir's and Broadway's behaviours: each of their calls answers a message of its
   * own, in a process that serves none else.
   */
  private static final String[] MESSAGES = {
    "handle_info/2",
    "handle_cast/2",
    "handle_continue/2",
    "handle_call/3",
    "handle_message/3",
    "handle_batch/4",
    "handle_in/3"
  };

  /** No {@code ↳} line, or an empty one. */
  public static final CallSite UNKNOWN = new CallSite("", "", 0);

  private static final String ANONYMOUS = "anonymous fn/";
  private static final String IN = " in ";

  /** First words of modules of libraries that are given a Repo, or call the application. */
  private static final Set<String> LIBRARIES =
      Set.of(
          "Absinthe",
          "Ash",
          "AshAdmin",
          "AshGraphql",
          "AshJsonApi",
          "AshPhoenix",
          "AshPostgres",
          "AshSql",
          "Broadway",
          "Commanded",
          "Dataloader",
          "ExAdmin",
          "ExAudit",
          "ExMachina",
          "Flop",
          "FunWithFlags",
          "GenServer",
          "GenStage",
          "Guardian",
          "Kaffy",
          "Oban",
          "Paginator",
          "PaperTrail",
          "Phoenix",
          "Plug",
          "Scrivener",
          "Triplex");

  private final String printed;
  private final String file;
  private final int line;

  // Asked for each query of a log; few call sites print all of them.
  private final String function;
  private final boolean application;
  private final boolean message;
  private int hash;

  /**
   * @param printed the function as printed, e.g. {@code anonymous fn/1 in MyApp.Blog.feed/1}
   * @param file path as printed, or ""
   * @param line line number, or 0
   */
  public CallSite(String printed, String file, int line) {
    this.printed = printed;
    this.file = file;
    this.line = line;
    int in = printed.startsWith(ANONYMOUS) ? printed.indexOf(IN) : -1;
    this.function = in < 0 ? printed : printed.substring(in + IN.length());
    this.application = !printed.isEmpty() && isApplication(function);
    this.message = isMessage(function);
  }

  /** The function as printed. */
  public String printed() {
    return printed;
  }

  /** Path as printed, or "". */
  public String file() {
    return file;
  }

  /** Line number, or 0. */
  public int line() {
    return line;
  }

  /** The function that holds the call: {@code anonymous fn/1 in Mod.fun/2} is {@code Mod.fun/2}. */
  public String function() {
    return function;
  }

  /**
   * Whether the call stands in an anonymous function that is given something, as those of {@code
   * Enum.map} and {@code Enum.reduce} are; one of {@code Repo.transaction} or of a cache mostly is
   * given nothing.
   */
  public boolean isOfElement() {
    return printed.startsWith(ANONYMOUS) && !printed.startsWith("0", ANONYMOUS.length());
  }

  public boolean isKnown() {
    return !printed.isEmpty();
  }

  /**
   * Whether the frame is the application's own, not one of Ecto's, Elixir's or Erlang's (see facts:
   * tail calls, captures in Enum, frames inside transactions), nor of a library that sends queries
   * for whoever calls it.
   */
  public boolean isApplication() {
    return application;
  }

  /** Whether it runs on a message, not in a request, a job or another callback. */
  public boolean isMessage() {
    return message;
  }

  private static boolean isMessage(String function) {
    for (String callback : MESSAGES) {
      int dot = function.length() - callback.length() - 1;
      if (function.endsWith(callback) && (dot < 0 || function.charAt(dot) == '.')) {
        return true;
      }
    }
    return false;
  }

  private static boolean isApplication(String function) {
    return !function.startsWith("Ecto.")
        && !function.startsWith("DBConnection.")
        && !function.startsWith("Enum.")
        && !function.startsWith("Stream.")
        && !function.startsWith("Task.")
        && !function.startsWith(":")
        && !isLibrary(function);
  }

  private static boolean isLibrary(String function) {
    int dot = function.indexOf('.');
    return dot > 0 && LIBRARIES.contains(function.substring(0, dot));
  }

  /** {@code lib/x.ex:12}, or "". */
  public String path() {
    return file.isEmpty() ? "" : file + ":" + line;
  }

  @Override
  public boolean equals(Object other) {
    return other == this
        || other instanceof CallSite that
            && line == that.line
            && printed.equals(that.printed)
            && file.equals(that.file);
  }

  @Override
  public int hashCode() {
    if (hash == 0) {
      hash = (printed.hashCode() * 31 + file.hashCode()) * 31 + line;
    }
    return hash;
  }

  /** Stable: what is kept of failures, and the order of sightings, hang on it. */
  @Override
  public String toString() {
    return "CallSite[printed=" + printed + ", file=" + file + ", line=" + line + "]";
  }
}
