package dev.ectoscope.postgres.explain;

import dev.ectoscope.postgres.ClusterFailed;
import dev.ectoscope.postgres.NotVerified;
import dev.ectoscope.postgres.PreparedText;
import dev.ectoscope.postgres.Replica;
import dev.ectoscope.postgres.Session;
import dev.ectoscope.postgres.SqlScanner;
import dev.ectoscope.postgres.SqlScanner.Token;
import dev.ectoscope.postgres.catalog.Catalog;
import dev.ectoscope.postgres.catalog.CatalogReader;
import dev.ectoscope.postgres.plan.Plan;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a statement would cost with one more index, without touching the database it is for: by
 * HypoPG on the replica when that extension is installed there, otherwise on a copy of the needed
 * tables in a scratch server of our own, which is started at the first question and kept until
 * {@link #close()}.
 */
public final class WhatIf implements AutoCloseable {

  /** The answer to one question. */
  public sealed interface Answer permits Costed, Unavailable {}

  /**
   * Costs without and with the index.
   *
   * @param before total cost now, in the planner's units of the same server as {@code after}
   * @param after total cost with the index
   * @param used whether the plan with the index uses it
   * @param indexBytes size of the index: estimated by HypoPG, measured on the copy
   * @param method {@code HypoPG} or {@code measured copy}
   * @param beforePlan plan now
   * @param afterPlan plan with the index
   */
  public record Costed(
      double before,
      double after,
      boolean used,
      long indexBytes,
      String method,
      Plan beforePlan,
      Plan afterPlan)
      implements Answer {

    /** How many times cheaper the statement becomes; 1 when nothing changes. */
    public double gain() {
      return after <= 0 ? 1 : before / after;
    }
  }

  /**
   * The question cannot be answered here.
   *
   * @param reason why, in one sentence
   */
  public record Unavailable(String reason) implements Answer {}

  private final Replica replica;
  private final Catalog catalog;
  private @Nullable ScratchCopy copy;

  private WhatIf(Replica replica) {
    this.replica = replica;
    this.catalog = CatalogReader.read(replica);
  }

  /**
   * Prepares to answer questions about the replica's database; reads its catalog.
   *
   * @throws NotVerified when the catalog cannot be read
   */
  public static WhatIf on(Replica replica) {
    return new WhatIf(replica);
  }

  /**
   * Costs one statement without and with one index. Never throws for a statement or an index that
   * the server does not take: the answer is then {@link Unavailable}.
   *
   * @param sql one statement as Ecto prints it
   * @param values one text or null per parameter, none for the generic plan
   * @param createIndexSql one CREATE INDEX statement
   */
  public synchronized Answer cost(String sql, List<String> values, String createIndexSql) {
    try {
      PreparedText text = PreparedText.of(sql);
      String create = indexStatement(createIndexSql);
      if (catalog.hasExtension("hypopg") && !isPartitioned(namesIn(create))) {
        return replica.read(session -> hypothetical(session, text, values, create));
      }
      if (copy == null) {
        copy = ScratchCopy.of(replica, catalog);
      }
      return copy.cost(text, values, create, namesIn(sql + " " + create));
    } catch (NotVerified | ClusterFailed e) {
      return new Unavailable(e.getMessage());
    }
  }

  /** HypoPG makes no index of a partitioned table. */
  private boolean isPartitioned(Set<String> names) {
    return catalog.tables().stream()
        .filter(Catalog.Table::isPartitioned)
        .anyMatch(t -> names.contains(t.qualified()) || names.contains(t.name()));
  }

  /** Stops the scratch server if there is one; the replica stays open. */
  @Override
  public synchronized void close() {
    if (copy != null) {
      copy.close();
      copy = null;
    }
  }

  private static Answer hypothetical(
      Session session, PreparedText text, List<String> values, String create) throws SQLException {
    session.query("SELECT hypopg_reset()", row -> true);
    Plan before = Explain.plan(session, text, values);
    String[] index =
        session
            .query(
                "SELECT indexrelid, indexname FROM hypopg_create_index(?::text)",
                List.of(create),
                row -> new String[] {row.getString(1), row.getString(2)})
            .get(0);
    Plan after = Explain.plan(session, text, values);
    long bytes =
        session.query("SELECT hypopg_relation_size(" + index[0] + ")", WhatIf::firstNumber).get(0);
    session.query("SELECT hypopg_reset()", row -> true);
    return new Costed(
        before.totalCost(),
        after.totalCost(),
        after.uses(index[1]),
        bytes,
        "HypoPG",
        before,
        after);
  }

  private static long firstNumber(ResultSet row) throws SQLException {
    return row.getLong(1);
  }

  /** The statement without CONCURRENTLY and semicolon. */
  private static String indexStatement(String sql) {
    List<Token> tokens = tokens(sql);
    StringBuilder create = new StringBuilder();
    boolean unique = tokens.size() > 1 && tokens.get(1).is("unique");
    int index = unique ? 2 : 1;
    if (tokens.size() < 4 || !tokens.get(0).is("create") || !tokens.get(index).is("index")) {
      throw new NotVerified("The candidate is not a CREATE INDEX statement");
    }
    int last = tokens.size() - (tokens.get(tokens.size() - 1).is(";") ? 1 : 0);
    for (int i = 0; i < last; i++) {
      Token token = tokens.get(i);
      if (token.is(";")) {
        throw new NotVerified("The candidate is more than one statement");
      }
      if (i != index + 1 || !token.is("concurrently")) {
        create.append(create.length() == 0 ? "" : " ").append(sql, token.start(), token.end());
      }
    }
    return create.toString();
  }

  /** Names as written: {@code posts}, and {@code blog.posts} where a dot stands before. */
  private static Set<String> namesIn(String sql) {
    List<Token> tokens = tokens(sql);
    Set<String> names = new LinkedHashSet<>();
    for (int i = 0; i < tokens.size(); i++) {
      boolean qualified = i > 1 && tokens.get(i - 1).is(".");
      if (tokens.get(i).isName()) {
        names.add((qualified ? tokens.get(i - 2).text() + "." : "") + tokens.get(i).text());
      }
    }
    return names;
  }

  private static List<Token> tokens(String sql) {
    try {
      return SqlScanner.scan(sql).stream()
          .filter(token -> token.kind() != SqlScanner.Kind.COMMENT)
          .toList();
    } catch (SqlScanner.BadSql e) {
      throw new NotVerified("The candidate cannot be read: " + e.getMessage());
    }
  }
}
