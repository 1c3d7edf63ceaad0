package dev.ectoscope.log;

/**
 * What Ecto prints after {@code ↳}: {@code Mod.fun/1, at: lib/x.ex:12}.
 *
 * @param printed the function as printed, e.g. {@code anonymous fn/1 in MyApp.Blog.feed/1}
 * @param file path as printed, or ""
 * @param line line number, or 0
 */
public record CallSite(String printed, String file, int line) {

  /** No {@code ↳} line, or an empty one. */
  public static final CallSite UNKNOWN = new CallSite("", "", 0);

  private static final String ANONYMOUS = " in ";

  /** The function that holds the call: {@code anonymous fn/1 in Mod.fun/2} is {@code Mod.fun/2}. */
  public String function() {
    int at = printed.startsWith("anonymous fn/") ? printed.indexOf(ANONYMOUS) : -1;
    return at < 0 ? printed : printed.substring(at + ANONYMOUS.length());
  }

  /**
   * Whether the call stands in an anonymous function that is given something, as those of {@code
   * Enum.map} and {@code Enum.reduce} are; one of {@code Repo.transaction} or of a cache mostly is
   * given nothing.
   */
  public boolean isOfElement() {
    return printed.startsWith("anonymous fn/") && !printed.startsWith("anonymous fn/0");
  }

  public boolean isKnown() {
    return !printed.isEmpty();
  }

  /**
   * Whether the frame is the application's own, not one of Ecto's, Elixir's or Erlang's (see facts:
   * tail calls, captures in Enum, frames inside transactions).
   */
  public boolean isApplication() {
    String function = function();
    return isKnown()
        && !function.startsWith("Ecto.")
        && !function.startsWith("DBConnection.")
        && !function.startsWith("Enum.")
        && !function.startsWith("Stream.")
        && !function.startsWith("Task.")
        && !function.startsWith(":");
  }

  /** {@code lib/x.ex:12}, or "". */
  public String path() {
    return file.isEmpty() ? "" : file + ":" + line;
  }

  // Written out: what the compiler makes of records is linked at run time and several times slower.
  @Override
  public boolean equals(Object other) {
    return other instanceof CallSite that
        && line == that.line
        && printed.equals(that.printed)
        && file.equals(that.file);
  }

  @Override
  public int hashCode() {
    return (printed.hashCode() * 31 + file.hashCode()) * 31 + line;
  }
}
