package dev.ectoscope.elixir;

import java.util.List;

/**
 * A call of a function of the project.
 *
 * @param target full name of the function called
 * @param line line of its name
 * @param start first line of the whole expression, pipes included
 * @param end last line of it
 * @param around what it stands in, outermost first
 * @param tail whether it is the last thing its function, or the anonymous function around it, does
 */
record Call(String target, int line, int start, int end, List<Around> around, boolean tail) {}
