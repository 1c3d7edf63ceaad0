package dev.ectoscope.pipeline;

import dev.ectoscope.detector.DetectorInfo;
import dev.ectoscope.detector.Suspicion;
import dev.ectoscope.detector.Verdict;

/** A suspicion with the detector that raised it and what became of it. */
record Judged(DetectorInfo detector, Suspicion suspicion, Verdict verdict) {}
