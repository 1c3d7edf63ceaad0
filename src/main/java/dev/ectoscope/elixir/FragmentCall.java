package dev.ectoscope.elixir;

import java.util.List;

/**
 * A {@code fragment("…", …)} in a function.
 *
 * @param function full name of the function it stands in
 * @param file path of the file
 * @param line its line
 * @param text as written
 * @param sql the SQL with {@code ?} for each argument
 * @param arguments as written
 */
public record FragmentCall(
    String function, String file, int line, String text, String sql, List<String> arguments) {

  public FragmentCall {
    arguments = List.copyOf(arguments);
  }
}
