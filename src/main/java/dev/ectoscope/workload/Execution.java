package dev.ectoscope.workload;

import dev.ectoscope.log.Parameters;
import dev.ectoscope.log.Position;

/**
 * A kept example of a statement's execution with its parameters. In memory only: parameters are
 * never written.
 *
 * @param db tenths of a millisecond
 */
public record Execution(Position position, long db, Parameters parameters) {}
