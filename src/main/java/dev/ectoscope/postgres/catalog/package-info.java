/** What a server says about its tables, columns, indexes and their use. */
@NullMarked
package dev.ectoscope.postgres.catalog;

import org.jspecify.annotations.NullMarked;
