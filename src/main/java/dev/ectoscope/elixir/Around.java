package dev.ectoscope.elixir;

/**
 * Something a call stands in, that decides how often or where it runs.
 *
 * @param kind what it is
 * @param name as written: {@code Enum.map}, {@code for}, {@code Repo.transaction}
 * @param line its line
 */
public record Around(Kind kind, String name, int line) {

  /** What a call may stand in. */
  public enum Kind {
    LOOP,
    TASK,
    TRANSACTION,
    MULTI
  }

  /** {@code map} of {@code Enum.map}. */
  public String function() {
    return name.substring(name.lastIndexOf('.') + 1);
  }
}
