/**
 * What a module is once it is compiled: its schema, fields and associations, also those that macros
 * of the project and of well-known libraries write.
 */
@NullMarked
package dev.ectoscope.elixir.module;

import org.jspecify.annotations.NullMarked;
