package dev.ectoscope.sql;

final class JsonAccess {
  private JsonAccess() {}

  static String parenthesised(String sql) {
    return sql;
  }
}
