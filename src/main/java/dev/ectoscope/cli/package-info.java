/**
 * The commands. They turn arguments into calls of the rooms below, and every failure into one
 * sentence and an exit code.
 */
package dev.ectoscope.cli;
