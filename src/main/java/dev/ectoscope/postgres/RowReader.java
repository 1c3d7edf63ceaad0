package dev.ectoscope.postgres;

import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * Reads one row; it must not move the cursor.
 *
 * @param <T> what a row becomes
 */
@FunctionalInterface
public interface RowReader<T> {

  T read(ResultSet row) throws SQLException;
}
