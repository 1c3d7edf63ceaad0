package dev.ectoscope.evidence;

import dev.ectoscope.postgres.Catalog;
import java.util.Map;
import java.util.Optional;

/**
 * All answers of one run.
 *
 * @param catalog the schema, or null without a replica
 * @param answers by request
 * @param reason why there is no replica, or ""
 * @param server what was asked, or null
 */
public record Evidence(
    Catalog catalog, Map<EvidenceRequest, Answer> answers, String reason, Server server) {

  /** No replica was given. */
  public static final Evidence NONE =
      new Evidence(null, Map.of(), "needs a replica: give --replica", null);

  public Evidence {
    answers = Map.copyOf(answers);
  }

  public Evidence(Catalog catalog, Map<EvidenceRequest, Answer> answers, String reason) {
    this(catalog, answers, reason, null);
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
