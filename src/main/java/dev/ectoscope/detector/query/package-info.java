/**
 * Detectors of how the application asks: loops of queries, repeated conditions, deep pages, wide
 * rows. They read the log's workload; the catalog only tells which suspicions matter.
 */
@NullMarked
package dev.ectoscope.detector.query;

import org.jspecify.annotations.NullMarked;
