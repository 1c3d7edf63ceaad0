/** Files, archives and standard input as bytes: packed, rotated, followed while they grow. */
@NullMarked
package dev.ectoscope.log.input;

import org.jspecify.annotations.NullMarked;
