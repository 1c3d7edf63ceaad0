/**
 * Detectors of statements that do not fit the schema. They read the workload and the evidence and
 * nothing else.
 */
@NullMarked
package dev.ectoscope.detector.schema;

import org.jspecify.annotations.NullMarked;
