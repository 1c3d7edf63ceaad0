/** Plans asked for, behind the guard, and what they would be with an index that is not there. */
@NullMarked
package dev.ectoscope.postgres.explain;

import org.jspecify.annotations.NullMarked;
