package dev.ectoscope.elixir;

/**
 * A file, or part of one, that was not read.
 *
 * @param file path below the project's folder
 * @param reason why, with the line where it is known
 */
public record Skipped(String file, String reason) {}
