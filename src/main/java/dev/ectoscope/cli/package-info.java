/**
 * The commands. They turn arguments into calls of the rooms below, and every failure into one
 * sentence and an exit code.
 */
@NullMarked
package dev.ectoscope.cli;

import org.jspecify.annotations.NullMarked;
