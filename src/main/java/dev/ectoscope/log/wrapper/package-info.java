/**
 * What containers, shippers and JSON formatters put around each line, taken off again; lines so
 * split are put together.
 */
@NullMarked
package dev.ectoscope.log.wrapper;

import org.jspecify.annotations.NullMarked;
