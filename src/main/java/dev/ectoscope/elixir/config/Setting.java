package dev.ectoscope.elixir.config;

/**
 * A setting of a Repo in a config file.
 *
 * @param key e.g. {@code pool_size}
 * @param value the constant it comes to, the default of its environment variable included; "" when
 *     the source does not tell
 * @param expression as written
 * @param variable environment variable that decides it, or ""
 * @param environment {@code all}, {@code prod}, {@code dev}, {@code test} or another that a file is
 *     named after
 * @param condition what else must hold, as written, or "" when it always does in its environment
 * @param byDefault it counts when no environment variable is set
 * @param file config file
 * @param line line of the value
 */
public record Setting(
    String key,
    String value,
    String expression,
    String variable,
    String environment,
    String condition,
    boolean byDefault,
    String file,
    int line) {

  Setting in(String named) {
    return new Setting(key, value, expression, variable, named, condition, byDefault, file, line);
  }
}
