package dev.ectoscope.elixir.module;

import dev.ectoscope.elixir.syntax.Function;
import java.util.List;
import java.util.Optional;

/**
 * A module of the project.
 *
 * @param name full name
 * @param file path below the project's folder, with slashes
 * @param line line of its {@code defmodule}
 * @param lastLine line of its end
 * @param functions functions and macros, in the order of the file
 * @param schema its Ecto schema
 */
public record ElixirModule(
    String name,
    String file,
    int line,
    int lastLine,
    List<Function> functions,
    Optional<Schema> schema) {

  public ElixirModule {
    functions = List.copyOf(functions);
  }

  public Optional<Function> function(String functionName, int arguments) {
    return functions.stream()
        .filter(function -> function.name().equals(functionName) && function.takes(arguments))
        .findFirst();
  }

  /** The function whose clause covers a line. */
  public Optional<Function> functionAt(int at) {
    return functions.stream().filter(function -> function.covers(at)).findFirst();
  }

  public boolean covers(int at) {
    return line <= at && at <= lastLine;
  }

  ElixirModule with(Schema resolved) {
    return new ElixirModule(name, file, line, lastLine, functions, Optional.of(resolved));
  }
}
