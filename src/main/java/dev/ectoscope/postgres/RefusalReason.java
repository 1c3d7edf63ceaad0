package dev.ectoscope.postgres;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** Says in one sentence why a server did not answer and what to do; never shows a value. */
record RefusalReason(String place, Duration timeout) {

  private static final Map<String, String> SENTENCES =
      Map.ofEntries(
          Map.entry(
              "40001",
              "The replica cancelled the statement three times because of a conflict with recovery;"
                  + " try again when the primary is quieter"),
          Map.entry(
              "55P03",
              "A table was locked for longer than 500 ms; try again when the migration is over"),
          Map.entry(
              "53100", "The server's disk is full, so that it stopped the statement; free some"),
          Map.entry(
              "53200",
              "The server ran out of memory for the statement; try again when it has some"),
          Map.entry(
              "53300", "The server has no connection left for us; raise max_connections or wait"),
          Map.entry(
              "53400",
              "The statement would write more temporary files than the server allows"
                  + " (temp_file_limit)"),
          Map.entry(
              "25P03", "The server ended the session because it idled in a transaction; try again"),
          Map.entry(
              "42P01", "A table of the statement is not there (any more); analyse a newer log"),
          Map.entry(
              "42703", "A column of the statement is not there (any more); analyse a newer log"));

  static boolean isLost(SQLException e) {
    String state = String.valueOf(e.getSQLState());
    return state.startsWith("08") || state.startsWith("57P") || state.equals("25P03");
  }

  /**
   * @param nanos how long the server took to refuse
   */
  NotVerified of(SQLException e, long nanos) {
    String state = e.getSQLState() == null ? "" : e.getSQLState();
    return new NotVerified(sentence(e, state, nanos), state, null);
  }

  private String sentence(SQLException e, String state, long nanos) {
    if (SENTENCES.containsKey(state)) {
      return SENTENCES.get(state) + named(e, state);
    }
    if (isLost(e)) {
      return "The connection to " + place + " was lost and did not come back; check the server";
    }
    if (state.equals("57014")) {
      // The SQLSTATE is the same and the message may be in any language: the clock tells.
      boolean late = nanos >= timeout.toNanos() * 9 / 10;
      return late
          ? "The statement ran longer than "
              + timeout.toMillis()
              + " ms and was cancelled; allow more time"
          : "Somebody cancelled the statement on the server; ask who, or try again";
    }
    if (state.equals("42501")) {
      return "The role may not plan this statement ("
          + message(e)
          + "); PostgreSQL asks for the right to run a statement even to plan it";
    }
    if (state.equals("42883") || state.equals("42704")) {
      return "The server lacks what the statement uses, perhaps an extension (" + message(e) + ")";
    }
    if (state.startsWith("22")) {
      return "A value does not fit the type the server expects (SQLSTATE " + state + ")";
    }
    if (state.startsWith("P0")) {
      return "A function of the statement failed (SQLSTATE " + state + ")";
    }
    return "PostgreSQL refused the statement: " + message(e) + " (SQLSTATE " + state + ")";
  }

  private static String named(SQLException e, String state) {
    return state.startsWith("42P") || state.startsWith("427") ? " (" + message(e) + ")" : "";
  }

  static ReplicaUnreachable unreachable(ReplicaAddress address, SQLException e) {
    String state = e.getSQLState() == null ? "" : e.getSQLState();
    String why;
    if (state.startsWith("28") || state.equals("08004")) {
      why =
          " refused the login; check user, password (URL, PGPASSWORD, ~/.pgpass readable by you"
              + " alone, service file), sslmode and pg_hba.conf";
    } else if (state.equals("3D000")) {
      why = " has no such database; check the name at the end of the URL";
    } else if (state.equals("53300")) {
      why = " has no connection left; raise max_connections or try again later";
    } else if (state.equals("08006") && isAboutTls(e)) {
      why = " does not talk TLS as sslmode asks; check sslmode, sslrootcert and the certificate";
    } else {
      why = " cannot be reached; check host, port and network (SQLSTATE " + state + ")";
    }
    return new ReplicaUnreachable(address.place() + why, null);
  }

  private static boolean isAboutTls(Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof java.security.GeneralSecurityException
          || cause instanceof javax.net.ssl.SSLException
          || String.valueOf(cause.getMessage()).matches("(?s).*(SSL|hostnameverifier).*")) {
        return true;
      }
    }
    return false;
  }

  private static String message(SQLException e) {
    ServerErrorMessage message =
        e instanceof PSQLException known ? known.getServerErrorMessage() : null;
    return message == null || message.getMessage() == null ? "no message" : message.getMessage();
  }
}
