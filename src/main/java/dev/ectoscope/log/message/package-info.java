/**
 * What Ecto, Phoenix, DBConnection and Oban print inside one message, as events. Where a message
 * begins and ends is known here already.
 */
@NullMarked
package dev.ectoscope.log.message;

import org.jspecify.annotations.NullMarked;
