package dev.ectoscope.detector;

/** What outputs need to know of a detector: what it says of itself, and among which it stands. */
public record Described(DetectorInfo info, Family family) {}
