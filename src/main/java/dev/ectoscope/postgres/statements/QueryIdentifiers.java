package dev.ectoscope.postgres.statements;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ectoscope.postgres.PreparedText;
import dev.ectoscope.postgres.Replica;
import java.util.Collections;
import java.util.Optional;

/**
 * Asks a server under which identifier it counts a statement: {@code EXPLAIN (VERBOSE)} prints it
 * since PostgreSQL 14 where compute_query_id is on. It hashes the numbers of tables, so that it is
 * the same on a physical replica and another on a restored copy.
 */
public final class QueryIdentifiers {

  private static final int FIRST_VERSION = 140_000;
  private static final ObjectMapper JSON = new ObjectMapper();

  private QueryIdentifiers() {}

  /** Whether this server tells. */
  public static boolean areTold(Replica replica) {
    return replica.versionNumber() >= FIRST_VERSION;
  }

  /**
   * The identifier of one statement as Ecto prints it, or empty when the server does not tell.
   *
   * @throws NotVerified when it is not one query, or the server refuses it
   */
  public static Optional<String> of(Replica replica, String sql) {
    PreparedText text = PreparedText.of(sql);
    String explain = "EXPLAIN (VERBOSE, COSTS OFF, FORMAT JSON) " + text.jdbc();
    // Values play no part in the identifier, types do: unbound ones are inferred as for Ecto.
    var nulls = Collections.<String>nCopies(text.order().size(), null);
    String plan =
        replica.read(session -> session.query(explain, nulls, row -> row.getString(1))).get(0);
    try {
      JsonNode identifier = JSON.readTree(plan).path(0).path("Query Identifier");
      return identifier.isMissingNode() ? Optional.empty() : Optional.of(identifier.asText());
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }
}
