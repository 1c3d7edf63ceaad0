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
 */
public record Evidence(Catalog catalog, Map<EvidenceRequest, Answer> answers, String reason) {

  /** No replica was given. */
  public static final Evidence NONE = new Evidence(null, Map.of(), "no --replica was given");

  public Evidence {
    answers = Map.copyOf(answers);
  }

  public Optional<Catalog> schema() {
    return Optional.ofNullable(catalog);
  }

  public Answer answer(EvidenceRequest request) {
    Answer answer = answers.get(request);
    return answer != null ? answer : new Answer.Unavailable(reason.isEmpty() ? "not asked" : reason);
  }
}
