/**
 * PostgreSQL's own log, read as a second source beside the application's: what the server says of
 * statements that Ecto's log cannot know. Forms are those of elog.c, csvlog.c, jsonlog.c and
 * auto_explain.c, PostgreSQL 13 to 18 with {@code lc_messages} English.
 */
@NullMarked
package dev.ectoscope.log.server;

import org.jspecify.annotations.NullMarked;
