package dev.ectoscope.pipeline;

import dev.ectoscope.evidence.Answer;
import dev.ectoscope.evidence.Evidence;
import dev.ectoscope.evidence.EvidenceRequest;
import dev.ectoscope.evidence.EvidenceRequest.MeasuredPlan;
import dev.ectoscope.evidence.PlanMask;
import dev.ectoscope.log.server.LoggedPlan;
import dev.ectoscope.log.server.ServerActivity;
import dev.ectoscope.log.server.StatementActivity;
import dev.ectoscope.postgres.plan.Plan;
import dev.ectoscope.postgres.plan.PlanReader;
import dev.ectoscope.postgres.plan.PlanReading;
import dev.ectoscope.postgres.plan.PlanTimes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Plans that auto_explain logged with their times, as the application ran them: measured evidence
 * where no replica measured anything.
 */
final class LoggedPlans {

  private static final String NOTE = "logged by auto_explain as the application ran it";

  private LoggedPlans() {}

  /** The evidence, with logged plans for those statements that nobody ran for us. */
  static Evidence beside(
      Evidence evidence, Set<EvidenceRequest> requests, ServerActivity activity) {
    Map<EvidenceRequest, Answer> answers = new HashMap<>(evidence.answers());
    for (EvidenceRequest request : requests) {
      if (request instanceof MeasuredPlan wanted && !isMeasured(evidence.answer(wanted))) {
        logged(activity.statement(wanted.fingerprint()))
            .ifPresent(answer -> answers.put(wanted, answer));
      }
    }
    return answers.size() == evidence.answers().size() && answers.equals(evidence.answers())
        ? evidence
        : evidence.withAnswers(answers);
  }

  private static boolean isMeasured(Answer answer) {
    return answer instanceof Answer.Planned planned && planned.plan().analyzed();
  }

  private static Optional<Answer> logged(@Nullable StatementActivity one) {
    if (one == null || one.slowestPlan() == null) {
      return Optional.empty();
    }
    LoggedPlan slowest = one.slowestPlan();
    if (!(PlanReader.understand(slowest.text()) instanceof PlanReading.Understood read)) {
      return Optional.empty();
    }
    Plan plan = PlanMask.of(read.plan(), one.text());
    if (!plan.analyzed() || !PlanTimes.of(plan).isTimed()) {
      return Optional.empty();
    }
    Answer.Execution execution =
        new Answer.Execution(
            Answer.Values.SLOWEST, List.of(), slowest.duration() / 1000.0, plan, NOTE);
    return Optional.of(new Answer.Planned(plan, NOTE, List.of(execution), null));
  }
}
