package dev.ectoscope.evidence;

import dev.ectoscope.elixir.ElixirProject;
import dev.ectoscope.postgres.catalog.Catalog;
import dev.ectoscope.postgres.statements.ServerStatements;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * All answers of one run.
 *
 * @param catalog the schema, or null without a replica
 * @param answers by request
 * @param reason why there is no replica, or ""
 * @param server what was asked, or null
 * @param serverStatements pg_stat_statements of every source, or empty
 * @param queryIds the server's identifiers by fingerprint, as far as it was asked
 * @param project the application's source, or null
 */
public record Evidence(
    @Nullable Catalog catalog,
    Map<EvidenceRequest, Answer> answers,
    String reason,
    @Nullable Server server,
    List<ServerStatements> serverStatements,
    Map<String, String> queryIds,
    @Nullable ElixirProject project) {

  /** No replica was given. */
  public static final Evidence NONE =
      new Evidence(null, Map.of(), "needs a replica: give --replica", null);

  public Evidence {
    answers = Map.copyOf(answers);
    // Evidence saved by an older version lacks them.
    serverStatements = serverStatements == null ? List.of() : List.copyOf(serverStatements);
    queryIds = queryIds == null ? Map.of() : Map.copyOf(queryIds);
  }

  /** Evidence without the source. */
  public Evidence(
      @Nullable Catalog catalog,
      Map<EvidenceRequest, Answer> answers,
      String reason,
      @Nullable Server server,
      List<ServerStatements> serverStatements,
      Map<String, String> queryIds) {
    this(catalog, answers, reason, server, serverStatements, queryIds, null);
  }

  public Evidence(
      @Nullable Catalog catalog,
      Map<EvidenceRequest, Answer> answers,
      String reason,
      @Nullable Server server) {
    this(catalog, answers, reason, server, List.of(), Map.of());
  }

  public Evidence(@Nullable Catalog catalog, Map<EvidenceRequest, Answer> answers, String reason) {
    this(catalog, answers, reason, null);
  }

  /** The same with other answers. */
  public Evidence withAnswers(Map<EvidenceRequest, Answer> others) {
    return new Evidence(catalog, others, reason, server, serverStatements, queryIds, project);
  }

  /** The same with these statements of servers. */
  public Evidence withStatements(List<ServerStatements> statements, Map<String, String> ids) {
    return new Evidence(catalog, answers, reason, server, statements, ids, project);
  }

  /** The same with the application's source. */
  public Evidence withSource(ElixirProject source) {
    return new Evidence(catalog, answers, reason, server, serverStatements, queryIds, source);
  }

  public Optional<ElixirProject> source() {
    return Optional.ofNullable(project);
  }

  public Optional<Catalog> schema() {
    return Optional.ofNullable(catalog);
  }

  public Answer answer(EvidenceRequest request) {
    Answer answer = answers.get(request);
    return answer != null
        ? answer
        : new Answer.Unavailable(reason.isEmpty() ? "not asked" : reason);
  }

  /**
   * The load that was put on the server.
   *
   * @param description host, database, version, standby or primary
   */
  public record Server(String description, long statementsSent, double spentMs) {}
}
