package dev.ectoscope.postgres;

/**
 * What Ectoscope has cost a server so far.
 *
 * @param statements number of statements sent, BEGIN, ROLLBACK and SET included
 * @param millis wall-clock time spent waiting for them, in ms
 */
public record Load(long statements, double millis) {}
