package dev.ectoscope.elixir.config;

/**
 * What must hold for a setting to count.
 *
 * @param text as written; "" when it always counts in its environment
 * @param byDefault it holds when no environment variable is set
 */
record Condition(String text, boolean byDefault) {

  static final Condition ALWAYS = new Condition("", true);

  Condition and(String further, boolean holdsByDefault) {
    return new Condition(
        text.isEmpty() ? further : text + " and " + further, byDefault && holdsByDefault);
  }
}
