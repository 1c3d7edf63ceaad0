package dev.ectoscope.review;

/**
 * One claim of evidence, numbers first.
 *
 * @param kind log, order, plan, what-if, catalog, source, simulation, server, not-verified
 */
public record Note(String kind, String text) {}
